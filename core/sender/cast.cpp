// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sender/cast.h"

#include <QString>

#include <array>
#include <utility>

namespace Roomscope {

namespace {

constexpr std::array names {
    "anna.k",  "min-jun",  "yuki_07", "dario",     "hana",   "rob",      "mei",    "kai",     "sofia",    "li_wei",
    "seo-yun", "takumi",   "momo",    "ines",      "jiho",   "xiaoyu",   "haruto", "lena",    "pk-host",  "zhang.min",
    "da-eun",  "ren_k",    "omar",    "chen_hao",  "soomin", "aoi.m",    "felix",  "lin-lin", "tae-yang", "nozomi",
    "carla",   "wang_fei", "yuna",    "sora",      "viktor", "guo.jing", "eun_ji", "daichi",  "priya",    "hua_88",
    "jae-won", "mio",      "noah",    "ting_ting", "bora",   "riku-s",   "amelie", "fang.yi", "hyun_w",   "sakura",
};

struct Titles
{
    const char *first;
    const char *second;
};

constexpr std::array liveRooms {
    Titles {"Friday open mic", "Friday open mic · encore"},
    Titles {"晚安电台", "晚安电台 · 点歌时间"},
    Titles {"새벽 감성 토크", "새벽 감성 토크 2부"},
    Titles {"深夜ラジオ", "深夜ラジオ・リクエスト回"},
    Titles {"PK arena", "PK arena: finals"},
    Titles {"周末卡拉OK", "周末卡拉OK · 合唱"},
    Titles {"Tokyo lounge", "Tokyo lounge, after hours"},
    Titles {"노래방 라이브", "노래방 라이브 앵콜"},
    Titles {"声優と雑談", "声優と雑談・質問コーナー"},
    Titles {"Vinyl hour", "Vinyl hour: requests"},
};

constexpr std::array meetings {
    Titles {"데일리 스터디", "데일리 스터디 (복습)"},
    Titles {"Design review", "Design review (part 2)"},
    Titles {"需求评审会", "需求评审会（续）"},
    Titles {"週次ミーティング", "週次ミーティング（延長）"},
    Titles {"Weekly planning", "Weekly planning (moved)"},
};

constexpr std::array chatLines {
    "hello",    "大家晚上好", "안녕하세요!", "こんばんは",        "next song please 🎤",
    "太好听了", "한 곡 더!",  "8888",        "who is on seat 2?",
};

// The finalizer of SplitMix64: spreads small numbers over 64 bits.
quint64 spread(quint64 value)
{
    value += 0x9e3779b97f4a7c15U;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31);
}

template<size_t count> RoomTitles titles(const std::array<Titles, count> &all, int room)
{
    const auto number = static_cast<size_t>(room);
    RoomTitles result {all[number % count].first, all[number % count].second};
    if (const size_t round = number / count; round > 0) {
        const QByteArray suffix = " #" + QByteArray::number(round + 1);
        result.first += suffix;
        result.second += suffix;
    }
    return result;
}

} // namespace

Account simulatedAccount(int room, int person)
{
    constexpr std::array platforms {"Android", "iOS", "iOS", "Android", "Web", "Windows", "Mac", "iPad", "Android"};
    const quint64 hash = spread(static_cast<quint64>(room) << 32 | static_cast<quint64>(person));
    Account account;
    if (hash % 11 == 0 && person > 0) {
        account.id = QByteArray::number(Q_UINT64_C(144115188075855872) + (hash >> 8) % Q_UINT64_C(99999999999));
        account.isNumber = true;
    } else {
        const size_t number = static_cast<size_t>(room) * 9 + static_cast<size_t>(person);
        account.id = names[number % names.size()];
        if (static_cast<size_t>(person) >= names.size())
            account.id += '_' + QByteArray::number(static_cast<size_t>(person) / names.size() + 1);
    }
    quint64 look = 0; // not qHash(), which differs between machines
    for (const char character : std::as_const(account.id))
        look = spread(look + static_cast<uchar>(character));
    account.platform = platforms[look % platforms.size()];
    account.clientIp = (look & 0x100 ? "203.0.113." : "198.51.100.") + QByteArray::number(1 + (look >> 16) % 254);
    return account;
}

const Account &backendAccount()
{
    static const Account backend {.id = "ops-admin", .platform = "RESTAPI", .clientIp = "198.51.100.10"};
    return backend;
}

RoomTitles liveTitles(int room)
{
    return titles(liveRooms, room);
}

RoomTitles meetingTitles(int room)
{
    return titles(meetings, room);
}

QByteArray chatLine(quint64 number)
{
    return chatLines[number % chatLines.size()];
}

} // namespace Roomscope
