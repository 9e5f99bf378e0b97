-- Where in a segment that is full something rare is, so that a search reads these records and not the whole segment. Null while it grows.
-- None of these columns is indexed: writing them leaves the index of terms alone.
ALTER TABLE audit_segment
    -- When the records were made that lie between its first and last, in their order; places are counted in it from 1.
    ADD COLUMN times timestamptz(3)[],
    -- Facets that occur a few times, once for each time, with the place beside it.
    ADD COLUMN rare_facets integer[],
    ADD COLUMN rare_places smallint[],
    -- Every word on a line of its own, with a line break before it; those that occur a few times followed by a tab and their places. Text,
    -- because looking for the beginning of a word in it takes a tenth of unpacking a tsvector of some thousand words.
    ADD COLUMN placed_words text;
