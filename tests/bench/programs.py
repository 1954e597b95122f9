"""Programs that come with tokens to a stack whose sessions are written by SQL."""

import os
import subprocess

import key_file
import sessions
from postern import BUILD, wait_until
from tokens import bearer, make_personal

# As if all of them had been let in just now, each for the user of the session of its number. None of them refreshes its
# tokens, so none has a seed.
ADD_FAMILIES = """
INSERT INTO token_family (public_id, user_id, user_epoch, name, scopes, site, level, methods, authenticated_at,
                          created_at, address, user_agent, used_at, used_address, expires_at, idle_seconds, counter,
                          counter_at, sealed_seed, key_id)
SELECT CONCAT(LPAD(seq, 21, '0'), 'A'), (SELECT MIN(id) FROM user) + seq % {users}, 0, 'Bench',
       'account:read account:write site:*', '', 1, 'password', UTC_TIMESTAMP(), UTC_TIMESTAMP(), '192.0.2.1',
       'Bench/1.0', UTC_TIMESTAMP(), '192.0.2.1', UTC_TIMESTAMP() + INTERVAL 30 DAY, 1209600, 0, UTC_TIMESTAMP(), '',
       {key}
FROM seq_1_to_{count}
"""


class Programs:
    """`count` of them, at a running stack. `personal` is a personal token of the user of session 1."""

    def __init__(self, whole, count):
        self.folder = whole.folder
        self._config = whole.postern.config_path
        self.personal, _ = make_personal(whole, sessions.cookie(1))
        (key,) = key_file.read_keys(whole.postern.keys_path)
        whole.sql(ADD_FAMILIES.format(count=count, users=sessions.USERS, key=key.number))
        whole.sql("ANALYZE TABLE token_family")
        wait_until(lambda: int(whole.sql("SELECT COUNT(*) FROM signing_key WHERE purpose = 'token'")),
                   "a key that signs access tokens")

    def mint(self, count):
        """New access tokens, one for each of the first `count` programs, signed with the stack's own key. The first
        program's user is that of session 1."""
        done = subprocess.run([os.path.join(BUILD, "bin", "mint_tokens"), self._config, str(count)],
                              stdout=subprocess.PIPE, text=True, check=True)
        minted = done.stdout.split()
        assert len(set(minted)) == count, (len(minted), count)
        return minted

    def write_headers(self, count):
        """A file with the header of each of the first `count`, with a token that no gate has seen; returns its path."""
        path = os.path.join(self.folder, "programs")
        with open(path, "w", encoding="ascii") as file:
            file.writelines("Authorization: %s\n" % bearer(token) for token in self.mint(count))
        return path
