#!/usr/bin/python3
"""`postern doctor` looks at the files, the daemon, its sockets, nginx, certificates, the database, e-mail and the
sites, says what is wrong and what to do, and reports it in the exit status. `postern status` is its former name."""

import json
import os
import pwd
import re
import subprocess

import functional
from postern import stack, wait_until

ME = pwd.getpwuid(os.geteuid()).pw_name


def dump_path(whole):
    """Where main() has written what nginx -T prints."""
    return os.path.join(whole.folder, "nginx.txt")


def doctor(whole, *more, name="doctor"):
    """(exit status, check -> (status, detail), standard error)"""
    code, out, err = whole.postern.split_command(name, "--nginx-user", ME, "--nginx-dump", dump_path(whole), "--json",
                                                 *more)
    found = json.loads(out)
    checks = {check["check"]: (check["status"], check["detail"]) for check in found["checks"]}
    worst = max((result for result, _ in checks.values()), key=["ok", "warning", "failed"].index)
    assert found["result"] == worst, found
    return code, checks, err


def check_sound(whole):
    """Nothing has failed."""
    wait_until(lambda: whole.sql("SELECT COUNT(*) FROM signing_key").strip() == "2", "the signing keys")
    code, checks, err = doctor(whole)
    assert code == 0 and err == "", (checks, err)
    assert {"configuration", "key file", "daemon", "version", "gate socket", "portal socket", "nginx", "schema",
            "clock", "keys", "signing keys", "site wiki"} <= set(checks)
    assert all(result == "ok" for name, (result, _) in checks.items() if name != "e-mail"), checks
    assert checks["e-mail"][0] == "warning" and "nobody can reset" in checks["e-mail"][1]
    assert doctor(whole, name="status")[1].keys() == checks.keys()
    said = whole.postern.command("doctor", "--nginx-user", ME, "--nginx-dump", dump_path(whole))
    assert "schema" in said and "as this program expects" in said


def check_files(whole):
    """Who may change the configuration."""
    os.chmod(whole.postern.config_path, 0o664)
    code, checks, _ = doctor(whole)
    assert code == 0 and checks["configuration"][0] == "warning" and "chmod" in checks["configuration"][1], checks
    os.chmod(whole.postern.config_path, 0o644)


def check_certificates(whole):
    """The end of a certificate that nginx names, and a lock that is missing."""
    path = os.path.join(whole.folder, "site.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", os.path.join(whole.folder, "site.key"), "-out", path, "-days", "10", "-subj", "/CN=x"],
                   check=True, capture_output=True)
    with open(dump_path(whole), encoding="utf-8") as file:
        sound = file.read()
    with_certificate = sound.replace("http {", "http { ssl_certificate %s;" % path, 1)
    assert with_certificate != sound
    code, out, err = whole.postern.split_command("doctor", "--nginx-user", ME, "--nginx-dump", "-", "--json",
                                                 stdin=with_certificate)
    found = {check["check"]: (check["status"], check["detail"]) for check in json.loads(out)["checks"]}
    assert code == 0, (out, err)
    assert found["certificate " + path][0] == "warning" and re.search("ends in (?:9|10) days", found["certificate " + path][1]), found
    code, out, _ = whole.postern.split_command("doctor", "--nginx-user", ME, "--nginx-dump", "-", "--json",
                                               stdin=sound.replace("protect.conf;", "none.conf;"))
    found = [check["detail"] for check in json.loads(out)["checks"]
             if check["check"] == "nginx" and check["status"] == "failed"]
    assert code == 1 and found, out
    _, out, _ = whole.postern.split_command("doctor", "--nginx-user", ME, "--nginx-dump", "-", "--json",
                                            stdin=sound + "\n" * (16 * 1024 * 1024))
    found = [(check["status"], check["detail"]) for check in json.loads(out)["checks"] if check["check"] == "nginx"]
    assert [status for status, _ in found] == ["warning"] and "larger than 16 MiB" in found[0][1], found


def check_sites(whole):
    """A site that the cookie does not reach."""
    whole.postern.command("site", "add", "far", "http://far.example.org")
    code, checks, _ = doctor(whole)
    assert code == 1 and checks["site far"][0] == "failed" and "cookie_domain" in checks["site far"][1]
    whole.postern.command("site", "set", "far", "--policy", "public")
    assert doctor(whole)[0] == 0
    whole.postern.command("site", "remove", "far")


def check_nginx(whole):
    """nginx cannot open the socket."""
    if os.geteuid() != 0:
        return
    code, out, _ = whole.postern.split_command("doctor", "--nginx-user", "nobody", "--json")
    found = {check["check"]: check["detail"] for check in json.loads(out)["checks"]}
    assert code == 1 and "nobody may not enter the folder" in found["gate socket"], found
    code, out, _ = whole.postern.split_command("doctor", "--nginx-user", "no-such-user", "--json")
    assert code == 1 and "does not exist" in out


def check_schema_and_clock(whole):
    """An old schema."""
    version = int(whole.sql("SELECT MAX(version) FROM schema_migration"))
    whole.sql("UPDATE schema_migration SET version = 3000 WHERE version = %d" % version)
    _, checks, _ = doctor(whole)
    assert checks["schema"][0] == "warning" and "newer program" in checks["schema"][1], checks
    whole.sql("UPDATE schema_migration SET version = %d WHERE version = 3000" % version)


def check_stopped(whole):
    """No daemon, then no database."""
    whole.postern.stop()
    code, checks, _ = doctor(whole)
    assert code == 1 and checks["daemon"][0] == "failed" and "does not run" in checks["daemon"][1], checks
    assert checks["gate socket"][0] == "failed" and checks["schema"][0] == "ok"
    whole.proxy.stop()
    code, checks, err = doctor(whole)
    assert code == 3 and checks["schema"][0] == "failed" and "database" in err, (checks, err)


def main():
    assert functional
    with stack(through_proxy=True) as whole:
        os.chmod(whole.postern.config_path, 0o644)  # whatever the umask is
        with open(dump_path(whole), "w", encoding="utf-8") as file:
            file.write(whole.nginx.dump())
        check_sound(whole)
        check_files(whole)
        check_certificates(whole)
        check_sites(whole)
        check_nginx(whole)
        check_schema_and_clock(whole)
        check_stopped(whole)


if __name__ == "__main__":
    main()
