-- Room for the 500 characters that a person writes to the contact of a site: percent-encoded, each can be 12 long. The
-- column gets longer in place (the rows are not touched), and e-mails may be written meanwhile. The version before does
-- not know this kind of e-mail: upgrade all hosts before you set the contact of a site.
ALTER TABLE outbox
    MODIFY COLUMN details VARCHAR(10000) NOT NULL,
    ALGORITHM = INPLACE,
    LOCK = NONE;
