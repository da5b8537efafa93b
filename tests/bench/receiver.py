#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures a receiver: figures, no limits.

    tests/bench/receiver.py WHAT [options] -- COMMAND…

COMMAND starts the receiver; {port} and {folder} in it are filled in. WHAT is one of

    throughput  answers a second beside nginx that logs bodies and a ten-line Node server that appends them to a file, and
                beside another build with --beside 'COMMAND…':
                … -- build/ci/tests/receiverbench {port} {folder}
    latency     of requests sent at a steady rate, however late answers are, to a window that shows many rooms:
                … -- build/ci/app/roomscope --listen 127.0.0.1:{port} --data-dir {folder}
    crowd       of a good request, alone and beside many idle and many slow connections, and their memory:
                … -- build/ci/app/roomscope serve --listen 127.0.0.1:{port} --data-dir {folder}
                    --max-connections 20000 --max-connections-per-peer 20000 --first-byte-timeout 600 --head-timeout 600
    tls         handshakes a second, and answers a second on kept connections; --beside as above:
                … -- build/ci/app/roomscope serve --tls-self-signed --listen 127.0.0.1:{port} --data-dir {folder}

Needs wrk; nginx and node take part when they are installed. Rounds are interleaved, because other work on the machine
comes and goes; the medians are printed, and processor time a request, which moves less.
"""
import argparse, contextlib, os, pathlib, re, resource, selectors, shlex, shutil, socket, statistics, subprocess, sys, tempfile
import time

PATH = "/callback?SdkAppid=1400000000&CallbackCommand=Mic.CallbackAfterSeatInfoChanged&contenttype=json" \
       "&ClientIP=203.0.113.7&OptPlatform=Android"


def body(room, number):
    seats = ",".join('{"Index":%d,"Member_Account":"member-%05d","IsTakenDisabled":false,"IsVideoDisabled":true,'
                     '"IsAudioDisabled":false}' % (seat, seat * 977 + number % 100) for seat in range(14))
    return ('{"CallbackCommand":"Mic.CallbackAfterSeatInfoChanged","RoomId":"rid-%d","EventTime":%d,'
            '"Operator_Account":"member-00977","SeatList":[%s]}' % (room, 1700000000123 + number, seats)).encode()


def request(room=1001, number=0):
    payload = body(room, number)
    return (f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(payload)}\r\n\r\n").encode() + payload


# The mirror module reads the body, which `return` alone would throw away unread.
NGINX = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  log_format body escape=json '$time_iso8601 "$request" $request_body';
  access_log {folder}/access.log body;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  client_body_buffer_size 16k; keepalive_requests 100000000;
  server {{
    listen 127.0.0.1:{port} backlog=512;
    root {folder};
    location / {{ mirror /mirror; error_page 403 404 405 =200 @ok; log_not_found off; }}
    location = /mirror {{ internal; return 204; }}
    location @ok {{ default_type application/json; return 200 '{{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}}'; }}
  }}
}}
"""

NODE = """
const fs = require('fs');
require('http').createServer((request, response) => {{
  let body = '';
  request.on('data', chunk => body += chunk);
  request.on('end', () => fs.appendFile('{folder}/bodies.log', body + '\\n', () => {{
    response.setHeader('Content-Type', 'application/json');
    response.end('{{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}}');
  }}));
}}).listen({port}, '127.0.0.1');
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process):
    for _ in range(400):
        if process.poll() is not None:
            sys.exit(f"{process.args} ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"nothing listens at port {port}")


def processor_seconds(pid):
    """Of the process and its children, from its start."""
    total = 0.0
    tick = os.sysconf("SC_CLK_TCK")
    for each in [pid] + [int(p) for p in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]:
        fields = pathlib.Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / tick
    return total


def resident_bytes(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) * 1024


@contextlib.contextmanager
def started(name, command, scratch):
    """Yields the process and its port."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix=name, dir=scratch))
    port = free_port()
    for setup, text in (("nginx.conf", NGINX), ("server.js", NODE)):
        (folder / setup).write_text(text.format(folder=folder, port=port))
    with open(folder / "output", "wb") as output:
        process = subprocess.Popen([part.format(folder=folder, port=port) for part in command],
                                   stdout=output, stderr=output, cwd=folder)
        try:
            wait_for(port, process)
            yield process, port
        finally:
            process.terminate()
            process.wait(20)
    shutil.rmtree(folder)


def wrk(url, connections, seconds, scratch):
    script = pathlib.Path(scratch) / "post.lua"
    script.write_text(f"wrk.method = 'POST'\nwrk.path = '{PATH}'\n"
                      f"wrk.headers['Content-Type'] = 'application/json'\nwrk.body = [[{body(1001, 0).decode()}]]\n")
    text = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script), url],
                          capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        print(text, file=sys.stderr)
    return {"count": int(re.search(r"(\d+) requests in", text)[1]),
            "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]),
            "slowest": re.search(r"99%\s+(\S+)", text)[1]}


def builds(arguments):
    """What is measured, by name."""
    return {"roomscope": arguments.command} | ({"beside": arguments.beside} if arguments.beside else {})


def throughput(arguments, scratch):
    servers = builds(arguments)
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx:
        servers["nginx"] = [nginx, "-p", "{folder}", "-c", "{folder}/nginx.conf"]
    if shutil.which("node"):
        servers["node"] = ["node", "{folder}/server.js"]
    for connections in arguments.connections:
        results = {name: [] for name in servers}
        for _ in range(arguments.rounds):
            for name, command in servers.items():
                with started(name, command, scratch) as (process, port):
                    before = processor_seconds(process.pid)
                    run = wrk(f"http://127.0.0.1:{port}/", connections, arguments.seconds, scratch)
                    used = processor_seconds(process.pid) - before
                results[name].append((run["rate"], used / max(run["count"], 1) * 1e6))
        for name, runs in results.items():
            print(f"{connections:4} connections  {name:10} {statistics.median(run[0] for run in runs):9.0f}/s  "
                  f"{statistics.median(run[1] for run in runs):6.1f} µs of processor each", flush=True)


def summary(milliseconds):
    ordered = sorted(milliseconds)
    at = lambda share: ordered[int(share * (len(ordered) - 1))]
    return f"p50 {at(.5):.2f} ms, p95 {at(.95):.2f} ms, p99 {at(.99):.2f} ms, largest {at(1):.2f} ms ({len(ordered)})"


class Connections:
    """Kept connections; each has one request under way at most."""

    def __init__(self, port, count):
        self.selector = selectors.DefaultSelector()
        self.idle = []
        self.begun = {}
        for _ in range(count):
            connection = socket.create_connection(("127.0.0.1", port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.setblocking(False)
            self.selector.register(connection, selectors.EVENT_READ)
            self.idle.append(connection)

    def send(self, payload, since):
        connection = self.idle.pop()
        connection.send(payload)
        self.begun[connection] = since

    def receive(self, timeout):
        """Milliseconds of what was answered meanwhile."""
        taken = []
        for key, _ in self.selector.select(timeout):
            answer = key.fileobj.recv(4096)
            if not answer.startswith(b"HTTP/1.1 200"):
                sys.exit(f"not answered OK: {answer[:200]}")
            taken.append((time.perf_counter() - self.begun.pop(key.fileobj)) * 1000)
            self.idle.append(key.fileobj)
        return taken


def latency(arguments, scratch):
    for _ in range(arguments.rounds):
        with started("window", arguments.command, scratch) as (_, port):
            connections = Connections(port, 128)
            for room in range(arguments.rooms):  # so that they are all there
                while not connections.idle:
                    connections.receive(1)
                connections.send(request(room, 0), time.perf_counter())
            while connections.begun:
                connections.receive(1)
            time.sleep(2)  # for the window to show them
            taken = []
            start = time.perf_counter()
            total = arguments.rate * arguments.seconds
            sent = 0
            while len(taken) < total:
                now = time.perf_counter()
                while sent < total and connections.idle and start + sent / arguments.rate <= now:
                    connections.send(request(sent * 7 % arguments.rooms, 1 + sent), start + sent / arguments.rate)
                    sent += 1
                taken += connections.receive(0.0002)
            print(f"{arguments.rate}/s beside {arguments.rooms} rooms: {summary(taken)}", flush=True)


def crowd(arguments, scratch):
    needed = arguments.idle + arguments.slow + 100
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(needed, hard), hard))

    def good(port):
        connections = Connections(port, 1)
        taken = []
        for number in range(500):
            connections.send(request(1, number), time.perf_counter())
            taken += connections.receive(10)
        return taken

    with started("crowd", arguments.command, scratch) as (process, port):
        good(port)
        print(f"alone: {summary(good(port))}", flush=True)
        before = resident_bytes(process.pid)
        crowd = [socket.create_connection(("127.0.0.1", port)) for _ in range(arguments.idle)]
        time.sleep(1)
        print(f"{arguments.idle} idle: {(resident_bytes(process.pid) - before) / arguments.idle:.0f} bytes each",
              flush=True)
        print(f"beside them: {summary(good(port))}", flush=True)
        before = resident_bytes(process.pid)
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(arguments.slow)]
        letters = b"POST / HTTP/1.1\r\nHost: a\r\nX: "
        for number in range(len(letters)):
            for connection in slow:
                connection.send(letters[number:number + 1])
        print(f"{arguments.slow} slow: {(resident_bytes(process.pid) - before) / max(arguments.slow, 1):.0f} bytes "
              f"each", flush=True)
        taken = []
        for _ in range(5):
            for connection in slow:
                connection.send(b"x")
            taken += good(port)
        print(f"beside both: {summary(taken)}", flush=True)
        for connection in crowd + slow:
            connection.close()


def tls(arguments, scratch):
    handshakes = {name: [] for name in builds(arguments)}
    kept = {name: [] for name in builds(arguments)}
    for _ in range(arguments.rounds):
        for name, command in builds(arguments).items():
            with started("tls", command, scratch) as (_, port):
                text = subprocess.run(["openssl", "s_time", "-connect", f"127.0.0.1:{port}", "-new", "-time",
                                       str(arguments.seconds)], capture_output=True, text=True).stdout
                count, real = re.search(r"(\d+) connections in (\d+) real seconds", text).groups()
                handshakes[name].append(int(count) / int(real))
                run = wrk(f"https://127.0.0.1:{port}/", arguments.connections[0], arguments.seconds, scratch)
                kept[name].append(run["rate"])
    for name in builds(arguments):
        print(f"{name:10} {statistics.median(handshakes[name]):.0f} handshakes/s of one client, "
              f"{statistics.median(kept[name]):.0f} answers/s on {arguments.connections[0]} kept connections")


def main():
    kinds = {kind.__name__: kind for kind in (throughput, latency, crowd, tls)}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=kinds)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=lambda text: [int(part) for part in text.split(",")], default=[64])
    parser.add_argument("--rate", type=int, default=2000)
    parser.add_argument("--rooms", type=int, default=1000)
    parser.add_argument("--idle", type=int, default=1000)
    parser.add_argument("--slow", type=int, default=1000)
    parser.add_argument("--beside", type=shlex.split, help="another build's command, measured in the same rounds")
    parser.add_argument("--folder", help="where journals and logs are written (default: the system's temporary folder)")
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing")
    for command in (arguments.command, arguments.beside or []):
        if command and os.sep in command[0]:
            command[0] = os.path.abspath(command[0])
    with tempfile.TemporaryDirectory(prefix="receiver-bench", dir=arguments.folder) as scratch:
        kinds[arguments.what](arguments, scratch)


if __name__ == "__main__":
    main()
