"""A mail server by hand, in a few lines of SMTP, for one conversation."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def mail_server(to_address: bytes = b"250 ok\r\n") -> Iterator[tuple[str, list[bytes]]]:
    """Gives its URL, and the lines that it hears; ``to_address`` is what it says to every address."""
    heard: list[bytes] = []
    answers = {b"DATA": b"354 go\r\n", b"QUIT": b"221 bye\r\n", b"RCPT": to_address}
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection, connection.makefile("rwb") as talk:
                talk.write(b"220 test\r\n")
                talk.flush()
                for line in talk:
                    heard.append(line)
                    asked = line[:4].upper()
                    talk.write(answers.get(asked, b"250 ok\r\n"))
                    talk.flush()
                    while asked == b"DATA" and heard[-1] != b".\r\n":
                        heard.append(talk.readline())
                    if asked == b"DATA":
                        talk.write(b"250 taken\r\n")
                        talk.flush()

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"smtp+plain://127.0.0.1:{listening.getsockname()[1]}", heard
        thread.join()
