"""Servers that go wrong."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

Behaviour = Callable[[socket.socket], None]


def silent(connection: socket.socket) -> None:
    """Take the request and say nothing."""
    connection.recv(65536)
    time.sleep(3)


def dripping(connection: socket.socket) -> None:
    """Send a byte now and then, for ever: no single wait is long."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    with contextlib.suppress(OSError):
        for _ in range(100):
            connection.sendall(b" ")
            time.sleep(0.05)


def breaking_off(connection: socket.socket) -> None:
    """Promise more than is sent."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")


def failing(connection: socket.socket) -> None:
    """A proxy's error page."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\nhtml")


def lying(connection: socket.socket) -> None:
    """A page where an answer should be."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>")


def empty(connection: socket.socket) -> None:
    """An answer that says nothing."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")


@contextlib.contextmanager
def server(behaviour: Behaviour) -> Iterator[str]:
    """Serve with `behaviour` while inside; gives the address."""

    def one(connection: socket.socket) -> None:
        with connection:
            behaviour(connection)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=one, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


def dead_port() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}"
