-- Very many users, sessions and entries of the audit log: # stands for the number of rows. Of a thousand users, 2 are
-- disabled, 1 is about to be deleted, 3 are not confirmed and 250 have a second factor; a fifth is in groups, and the
-- oldest twentieth in a group of its own.
INSERT IGNORE INTO user (public_id, email, display_name, disabled, created_at, email_verified_at, delete_at,
  has_factor, word_version, last_sign_in_at) SELECT CONCAT(LPAD(seq, 21, 'b'), 'A'), CONCAT(ELT(seq % 5 + 1, 'anna',
  'bob', 'carla', 'dan', 'eve'), '.', seq, IF(seq % 1000 = 0, '@rare.example', '@example.org')), CONCAT(ELT(seq % 5
  + 1, 'Anna', 'Bob', 'Carla', 'Dan', 'Eve'), ' Smith', seq % 5000), seq % 500 = 0, '2026-01-01' + INTERVAL seq
  SECOND, IF(seq % 333 = 0, NULL, '2026-11-01'), IF(seq % 1000 = 7, '2027-01-01', NULL), seq % 4 = 0, 1,
  '2026-11-01' FROM seq_1_to_#;
INSERT IGNORE INTO user_word (word, user_id) SELECT email, id FROM user;
INSERT IGNORE INTO user_word (word, user_id) SELECT CONCAT('@', SUBSTRING_INDEX(email, '@', -1)), id FROM user;
INSERT IGNORE INTO user_word (word, user_id) SELECT LOWER(display_name), id FROM user;
INSERT IGNORE INTO user_word (word, user_id) SELECT LOWER(SUBSTRING_INDEX(display_name, ' ', -1)), id FROM user;
INSERT IGNORE INTO user_group (name, created_at) SELECT CONCAT('group', seq), '2026-01-01' FROM seq_1_to_50;
INSERT IGNORE INTO user_group (name, created_at) VALUES ('oldest', '2026-01-01');
INSERT IGNORE INTO group_member (user_id, group_id, granted_at, granted_by) SELECT u.id, g.id, '2026-01-01',
  'admin:0' FROM user u JOIN user_group g ON g.name IN (CONCAT('group', u.id % 50 + 1), CONCAT('group', (u.id + 7) %
  50 + 1)) WHERE u.id % 5 = 0;
INSERT IGNORE INTO group_member (user_id, group_id, granted_at, granted_by) SELECT u.id, g.id, '2026-01-01',
  'admin:0' FROM user u JOIN user_group g ON g.name = 'oldest' WHERE u.id <= # / 20;
INSERT IGNORE INTO user_totp (user_id, public_id, secret, key_id, last_step, created_at) SELECT id, public_id,
  'sealed', 1, 1, created_at FROM user WHERE has_factor;
INSERT IGNORE INTO session (public_id, token_hash, user_id, created_at, last_seen_at, expires_at, idle_seconds,
  remember, address, user_agent) SELECT public_id, UNHEX(SHA2(id, 256)), id, '2026-11-21', '2026-11-21',
  '2027-11-21', 31536000, 0, CONCAT('192.0.', id % 250, '.', id % 7), 'Bench/1.0' FROM user WHERE id % 2 = 0;
INSERT IGNORE INTO audit (created_at, event, result, user, actor, address, user_agent, request_id, detail) SELECT
  '2026-10-01' + INTERVAL seq SECOND, IF(seq % 20 = 0, 'sign_out', 'sign_in'), IF(seq % 10 = 1, 'refused', IF(seq %
  1000 = 2, 'throttled', 'ok')), CONCAT(LPAD(seq % 5000 + 1, 21, 'b'), 'A'), IF(seq % 5000 = 0, 'admin:0', 'user'),
  CONCAT('192.0.', seq % 250, '.', seq % 7), 'Bench/1.0', MD5(seq), IF(seq % 10 = 1, 'wrong_password', '') FROM
  seq_1_to_#;
