// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalerror.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

struct sqlite3;
struct sqlite3_stmt;

namespace Roomscope {

class Statement;

/// Whether a write error (errno) means that there is no space: on the disk, within a quota, or for the file.
[[nodiscard]] bool isFullDisk(int writeError);

/// A connection to a SQLite file. One thread at a time.
class Database final
{
public:
    enum class Access : quint8 { ReadOnly, ReadWrite, Create };

    Database() = default;

    [[nodiscard]] std::optional<Error> open(const QString &fileName, Access access);
    void close() { m_handle.reset(); }
    [[nodiscard]] bool isOpen() const { return m_handle != nullptr; }
    [[nodiscard]] QString fileName() const { return m_fileName; }

    /// Runs statements without results; false on an error, see failure().
    [[nodiscard]] bool run(const char *sql) const;
    /// Commits what body does, or nothing of it, when body answers false or an error comes, which is answered then.
    [[nodiscard]] std::optional<Error> transact(const std::function<bool()> &body) const;
    /// Locks of other connections are waited for, for two seconds at most, as they are from the beginning.
    void waitForOthers() const;
    /// Returns the first column of the first row, 0 when there is none.
    [[nodiscard]] qint64 number(const char *sql) const;
    [[nodiscard]] Statement prepare(const char *sql) const;
    /// Rows changed since it was opened.
    [[nodiscard]] qint64 changes() const;

    /// What the last call complained about.
    [[nodiscard]] Error failure() const;
    [[nodiscard]] bool isCorrupt() const;
    /// The last error concerned the content of the file, not the disk, memory or other programs.
    [[nodiscard]] bool isContentError() const;

private:
    struct Closer
    {
        void operator()(sqlite3 *handle) const;
    };
    std::unique_ptr<sqlite3, Closer> m_handle;
    QString m_fileName;
};

/// A prepared statement; parameters are numbered from 1, columns from 0.
class Statement final
{
public:
    explicit Statement(sqlite3_stmt *statement = nullptr)
        : m_statement(statement)
    {
    }

    Statement &bind(int parameter, qint64 value);
    /// The bytes must live until the next reset().
    Statement &bindBlob(int parameter, const QByteArray &bytes);
    Statement &bindText(int parameter, const QString &text);

    enum class Step : quint8 { Row, Done, Error };
    [[nodiscard]] Step step();
    /// Runs a statement without rows, and resets it for the next time. Returns false on an error.
    [[nodiscard]] bool run();
    void reset();

    [[nodiscard]] qint64 number(int column) const;
    [[nodiscard]] QByteArray blob(int column) const;
    [[nodiscard]] QString text(int column) const;

private:
    struct Finalizer
    {
        void operator()(sqlite3_stmt *statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalizer> m_statement;
};

} // namespace Roomscope
