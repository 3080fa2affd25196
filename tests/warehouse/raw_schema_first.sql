-- The raw layer: what was found, what was read, what was recognised. Every value is text as printed (personal data
-- masked); numbers, units of money, stages and kinds are decided in dbt. One writer. Rows of one file are replaced together.

create schema if not exists raw;

-- One row per file in the landing zone, as last seen.
create table if not exists raw.landing_file (
    file_path varchar primary key,      -- relative to the landing zone
    file_name varchar not null,         -- base name
    file_sha256 varchar,                -- null where the file could not be read
    source_format varchar,              -- txt, ...
    size_bytes bigint,
    outcome varchar not null,           -- read, read_empty, needs_ocr, needs_libreoffice, quarantined, rejected, duplicate
    reason varchar,                     -- one sentence for every outcome but read
    source_url varchar,                 -- these four from manifest.csv
    publisher varchar,
    published_on date,
    retrieved_at timestamp,
    landed_at timestamp not null,       -- first seen
    reader_version varchar not null,    -- readers that decided the outcome; newer ones look at the file again
    run_id varchar not null             -- the run that last read it
);

-- One row per distinct file content that was read.
create table if not exists raw.document (
    file_sha256 varchar primary key,
    file_name varchar not null,          -- of the file it was first read from; kept when that path gets other content
    file_path varchar not null,
    source_url varchar,                  -- these four from manifest.csv
    publisher varchar,
    published_on date,
    retrieved_at timestamp,
    landed_at timestamp not null,        -- first seen
    source_format varchar not null,
    encoding varchar,
    reader_version varchar not null,
    recogniser_version varchar not null, -- statements version + hash of the layout seeds it was recognised with
    block_count integer not null,
    table_count integer not null,
    cell_count integer not null,
    read_at timestamp not null,
    recognised_at timestamp not null     -- changes whenever rows of this file change
);

-- One row per block of a document, in reading order. Tables have no text here; their cells have.
create table if not exists raw.report_block (
    file_sha256 varchar not null,
    block_no integer not null,
    kind varchar not null,              -- text, table
    use varchar not null,               -- what recognition made of it: statement, narrative, heading, caption, unused
    source_page integer,
    source_line integer,
    text varchar
);

-- One row per table cell, and one per text span that a figure was taken from (row_no and col_no null, span_* set).
create table if not exists raw.report_cell (
    cell_key varchar not null,
    file_sha256 varchar not null,
    block_no integer not null,
    row_no integer,
    col_no integer,
    row_span integer,
    col_span integer,
    span_start integer,                 -- character offsets in the block's text
    span_end integer,
    source_page integer,
    source_line integer,
    text varchar not null
);

-- One row per reporting unit in a file.
create table if not exists raw.report (
    report_key varchar primary key,     -- hash of file_sha256 and part_no
    file_sha256 varchar not null,
    part_no integer not null,
    title varchar,
    unit_name varchar,                  -- as printed, blanks removed; null when none was found
    unit_evidence varchar,              -- cell_key or 'line N' of where the name stands
    year_text varchar,                  -- four digits; null when none was found
    report_type varchar,                -- a value of the contract's list
    money_unit_text varchar             -- the document's unit of money as printed (万元 ...); null when none is printed
);

-- One row per filled value cell of a recognised statement.
create table if not exists raw.statement_line (
    line_key varchar not null,          -- hash of report_key, statement, block_no, row and column
    report_key varchar not null,
    file_sha256 varchar not null,
    statement_no integer not null,      -- instance of a statement in the file, in reading order
    line_no integer not null,           -- order of the value in its statement instance
    statement varchar not null,         -- canonical name (seed statement_titles)
    title_text varchar,
    title_year_text varchar,            -- year printed in the statement's own title or caption, else null
    project_name varchar,               -- printed name of the project a 项目支出 table is about
    side varchar,                       -- 收入, 支出 or null: from headings above the column
    code_text varchar,                  -- account code as printed, digits only; null when none
    label_text varchar,                 -- row label as printed, without blanks and numbering
    label_key varchar,                  -- folded, the key of seed row_labels and of account names
    section_keys varchar[],             -- keys of the section rows above it, outermost first
    heading_keys varchar[],             -- keys of the headings above the column, outermost first, of seed column_headings
    value_text varchar not null,
    unit_text varchar,                  -- unit of money as printed nearest: cell, heading, caption, document; null when none
    doubt varchar,                      -- null when the column is certain, else why it is not (never published)
    source_page integer,
    source_line integer,
    cell_key varchar not null
);

-- One row per indicator line of an evaluation or target table. Empty cells are null. Also the execution-rate line.
create table if not exists raw.indicator_line (
    line_key varchar not null,
    report_key varchar not null,
    file_sha256 varchar not null,
    statement_no integer not null,
    line_no integer not null,
    statement varchar not null,
    title_year_text varchar,
    project_name varchar,
    is_execution_rate boolean not null, -- the 年度资金总额 line of the fund block
    level1_text varchar,                -- as printed, may hold （50分）, 指标1：, blanks
    level2_text varchar,
    level3_text varchar,
    property_text varchar,              -- 指标性质 (≥ = ≤ 定性), where it is a column of its own
    target_text varchar,
    unit_text varchar,                  -- 度量单位, where it is a column of its own
    actual_text varchar,
    weight_text varchar,
    score_text varchar,
    deviation_text varchar,
    source_page integer,
    source_line integer,                -- line of the score (else of the weight, else of level 3)
    cell_key varchar not null
);

-- One row per evaluation or score table.
create table if not exists raw.evaluation_line (
    evaluation_key varchar not null,    -- hash of report_key, statement, project_name and ordinal
    report_key varchar not null,
    file_sha256 varchar not null,
    statement_no integer not null,
    statement varchar not null,
    title_year_text varchar,
    project_name varchar,
    total_weight_text varchar,
    total_score_text varchar,
    execution_rate_text varchar,        -- of the 年度资金总额 line, as printed
    grade_text varchar,
    source_page integer,
    source_line integer,
    cell_key varchar
);

-- One row per figure of money stated in running text.
create table if not exists raw.text_figure (
    figure_key varchar not null,
    report_key varchar not null,
    file_sha256 varchar not null,
    figure_no integer not null,         -- order in the document
    sentence varchar not null,
    heading_keys varchar[],             -- folded headings above the sentence, outermost first
    role varchar not null,              -- amount, change, excluded, unknown: only amount becomes a fact
    side varchar,                       -- 收入, 支出, 收支 (stands for both) or null
    stage_key varchar,                  -- folded words that say the stage, of seed text_terms; null when the sentence names none
    kind_key varchar,                   -- likewise the kind of expenditure
    fund_key varchar,                   -- likewise the source of funds (sentence, else heading)
    label_text varchar,                 -- what the figure is called, as printed, without numbering
    label_key varchar,                  -- folded; key of row_labels, account names or text_terms
    account_level varchar,              -- function, economic or null: which account list the label belongs to by its context
    project_name varchar,
    year_text varchar,                  -- year the sentence gives for this figure; null when none
    value_text varchar not null,
    unit_text varchar not null,
    source_page integer,
    source_line integer,
    cell_key varchar not null
);

-- One row per headcount printed in text or tables.
create table if not exists raw.staff_line (
    staff_key varchar not null,
    report_key varchar not null,
    file_sha256 varchar not null,
    staff_no integer not null,
    organisation varchar,
    category_key varchar not null,      -- of seed staff_terms
    headcount_text varchar not null,
    control_rate_text varchar,
    year_text varchar,
    source_page integer,
    source_line integer,
    cell_key varchar not null
);

-- One row per report that an expectation of scope report keeps out of the marts. Decided anew by every run.
create table if not exists raw.quarantine (
    report_key varchar not null,
    expectation varchar not null,
    severity varchar not null,
    reason varchar not null,
    run_id varchar not null,
    decided_at timestamp not null
);

-- One row per thing no reference data explains, with its place. Never guessed, never dropped.
create table if not exists raw.unrecognised (
    file_sha256 varchar not null,
    report_key varchar,
    kind varchar not null,              -- title, heading, label, code, unit, figure, column, table, term
    text varchar not null,
    context varchar,                    -- its neighbours as printed
    reason varchar not null,            -- one sentence
    statement varchar,
    source_page integer,
    source_line integer,
    cell_key varchar
);
