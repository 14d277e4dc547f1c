"""What the doctor says of the public address and its certificate."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.doctor.house import House


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], str]]:
    """A server with a certificate of so many days, that this machine trusts; it answers as some other program would."""
    servers: list[ThreadingHTTPServer] = []

    def make(days: int) -> str:
        path = certificate(tmp_path, days)
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        server = ThreadingHTTPServer(("127.0.0.1", 0), Another)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        servers.append(server)
        return f"https://localhost:{server.server_address[1]}"

    yield make
    for server in servers:
        server.shutdown()
        server.server_close()


class Another(BaseHTTPRequestHandler):
    answers = 200

    def do_GET(self) -> None:
        self.send_response(self.answers)
        self.end_headers()
        self.wfile.write(b"ok\n")

    def log_message(self, *_arguments: object) -> None:
        """Nothing on the test's output."""


def certificate(folder: Path, days: int) -> Path:
    """For localhost, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=30))
            .not_valid_after(now + timedelta(days=days, hours=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256()))
    path = folder / f"{days}.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return path


def test_a_good_certificate_and_another_program_behind_it(
    house: House, secure: Callable[[int], str], monkeypatch: pytest.MonkeyPatch,
) -> None:
    house.make()
    url = secure(60)
    assert house.about("certificate", "address", JANJI_PUBLIC_URL=url) == [
        "ok     certificate: valid for 60 more days.",
        f"WRONG  address: at {url} another installation answers, or one with another key file."]
    monkeypatch.setattr(Another, "answers", 404)
    assert house.about("address", JANJI_PUBLIC_URL=url) == [
        f"WRONG  address: {url}/healthz answers 404. Let the proxy hand everything on to 127.0.0.1:8000."]
    monkeypatch.setattr(Another, "answers", 502)
    assert house.about("address", JANJI_PUBLIC_URL=url) == [
        f"WRONG  address: the proxy at {url} finds nobody behind it. Is Janji running, at 127.0.0.1:8000?"]


def test_a_certificate_that_ends_soon_or_has_ended(
    house: House, secure: Callable[[int], str], monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = secure(9)
    assert house.about("certificate", JANJI_PUBLIC_URL=url) == [
        "WRONG  certificate: ends in 9 days. Look at how the proxy renews it."]
    ended = secure(-3)
    assert house.about("certificate", JANJI_PUBLIC_URL=ended) == [
        "WRONG  certificate: not valid: certificate has expired. Look at the proxy's certificate."]


def test_an_address_with_nobody_there(house: House) -> None:
    assert house.about("address", JANJI_PUBLIC_URL="https://127.0.0.1:9") == [
        ("WRONG  address: 127.0.0.1 can't be reached from here (connection refused). Look at its DNS entry, the firewall and "
        "the proxy; from some networks their own address is not reached.")]
