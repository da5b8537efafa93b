// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <type_traits>

namespace Roomscope {

/// The future result of work in the pool. QFuture::then() with a context is no substitute: in Qt 6.4 the context has to
/// live until the result is ready.
template<typename Result> class Pooled final
{
public:
    explicit Pooled(QFuture<Result> future)
        : m_future(std::move(future))
    {
    }

    /// Calls handle with the result in the context's thread, which must be the current one; not when the context has
    /// been deleted by then.
    template<typename Handle> void then(QObject *context, Handle handle) &&
    {
        auto *watcher = new QFutureWatcher<Result>(context);
        QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                         [watcher, handle = std::move(handle)]() mutable {
                             watcher->deleteLater();
                             handle(watcher->result());
                         });
        watcher->setFuture(m_future);
    }

private:
    QFuture<Result> m_future;
};

/// Runs work in the pool: inPool([…] { … }).then(this, [this](const Value &value) { … });
template<typename Work> [[nodiscard]] auto inPool(Work work)
{
    using Result = std::invoke_result_t<Work>;
    auto promise = std::make_shared<QPromise<Result>>();
    Pooled<Result> pooled(promise->future());
    QThreadPool::globalInstance()->start([promise, work = std::move(work)]() mutable {
        promise->start();
        promise->addResult(work());
        promise->finish();
    });
    return pooled;
}

} // namespace Roomscope
