{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

required as (

    select
        reports.report_key,
        reports.file_sha256,
        required_statements.statement
    from {{ ref('int_report_versions') }} as reports
    inner join {{ ref('required_statements') }} as required_statements
        on
            reports.report_type = required_statements.report_type
            and reports.fiscal_year >= required_statements.valid_from
    where
        reports.is_published
        and {{ only_changed('reports.report_key') }}

),

recognised as (

    select distinct
        report_key,
        statement
    from {{ ref('stg_statement_line') }}
    where {{ only_changed() }}

),

unrecognised as (

    select distinct
        required.file_sha256,
        required.statement
    from required
    left join recognised
        on
            required.report_key = recognised.report_key
            and required.statement = recognised.statement
    where recognised.statement is null

),

titles as (

    select
        title_key,
        statement
    from {{ ref('statement_titles') }}

),

title_endings as (

    select distinct right(title_key, 2) as ending
    from titles

),

-- An empty statement has no figures, but its title is printed; the longest title in a line is the one it says.
short_texts as (

    select
        blocks.file_sha256,
        blocks.block_no,
        true as is_line,
        concat_ws(' ', 'line', blocks.block_no) as place,
        blocks.text
    from {{ ref('stg_report_block') }} as blocks
    where
        blocks.file_sha256 in (select unrecognised.file_sha256 from unrecognised)
        and length(blocks.text) <= {{ var('longest_title') }}

    union all

    select
        cells.file_sha256,
        cells.block_no,
        false as is_line,
        concat_ws(' ', 'row', cells.block_no, cells.row_no) as place,
        cells.text
    from {{ ref('stg_report_cell') }} as cells
    where
        cells.file_sha256 in (select unrecognised.file_sha256 from unrecognised)
        and length(cells.text) <= {{ var('longest_title') }}
        and contains(cells.text, '表')

),

-- Each wording is looked at once, for the titles whose end it has: most lines are none, and the same in all reports.
wordings as (

    select
        text,
        {{ folded('text') }} as text_key
    from short_texts
    group by text

),

likely_titles as (

    select
        text,
        text_key
    from wordings
    where
        exists (
            select 1
            from title_endings
            where contains(wordings.text_key, title_endings.ending)
        )

),

titled_texts as (

    select
        likely_titles.text,
        likely_titles.text_key,
        titles.statement
    from likely_titles
    inner join titles on contains(likely_titles.text_key, titles.title_key)
    qualify
        row_number() over (
            partition by likely_titles.text
            order by length(titles.title_key) desc, titles.statement asc
        ) = 1

),

titled as (

    select distinct
        short_texts.file_sha256,
        short_texts.block_no,
        short_texts.is_line,
        short_texts.place,
        titled_texts.text_key,
        titled_texts.statement
    from short_texts
    inner join titled_texts on short_texts.text = titled_texts.text

),

title_counts as (

    select
        file_sha256,
        statement,
        count(distinct place) as title_count
    from titled
    group by
        file_sha256,
        statement

),

-- Where a list of contents names all statements, those that are there have their title twice: once says nothing then.
least_titled as (

    select
        required.file_sha256,
        min(coalesce(title_counts.title_count, 0)) as title_count
    from required
    inner join recognised
        on
            required.report_key = recognised.report_key
            and required.statement = recognised.statement
    left join title_counts
        on
            required.file_sha256 = title_counts.file_sha256
            and required.statement = title_counts.statement
    group by required.file_sha256

),

-- A statement without figures is an empty table below its title, or a sentence that says why; a title with nothing
-- below it but its caption is none. In a sheet title and table are one block.
next_titles as (

    select
        file_sha256,
        statement,
        block_no,
        is_line,
        lead(block_no) over (partition by file_sha256 order by block_no) as next_block_no
    from titled

),

filled_blocks as (

    select
        file_sha256,
        block_no
    from {{ ref('stg_report_block') }}
    where
        kind <> 'text'
        or not regexp_matches(text, '{{ var('caption_pattern') }}')

),

filled_titles as (

    select distinct
        next_titles.file_sha256,
        next_titles.statement
    from next_titles
    asof left join filled_blocks
        on
            next_titles.file_sha256 = filled_blocks.file_sha256
            and next_titles.block_no < filled_blocks.block_no
    where
        not next_titles.is_line
        or filled_blocks.block_no < coalesce(next_titles.next_block_no, filled_blocks.block_no + 1)

),

printed_titles as (

    select
        title_counts.file_sha256,
        title_counts.statement
    from title_counts
    inner join least_titled on title_counts.file_sha256 = least_titled.file_sha256
    inner join filled_titles
        on
            title_counts.file_sha256 = filled_titles.file_sha256
            and title_counts.statement = filled_titles.statement
    where title_counts.title_count >= least_titled.title_count

),

counted as (

    select
        required.report_key,
        count(distinct required.statement) as required_count,
        count(distinct required.statement) filter (
            where recognised.statement is not null or printed_titles.statement is not null
        ) as printed_count,
        string_agg(distinct required.statement, '、' order by required.statement) filter (
            where recognised.statement is null and printed_titles.statement is null
        ) as missing
    from required
    left join recognised
        on
            required.report_key = recognised.report_key
            and required.statement = recognised.statement
    left join printed_titles
        on
            required.file_sha256 = printed_titles.file_sha256
            and required.statement = printed_titles.statement
    group by required.report_key

),

instances as (

    select
        report_key,
        'FULL01' as rule_id,
        '公开报表' as check_key,
        printed_count = required_count as is_held,
        if(
            printed_count < {{ var('least_statements_printed') }}, '该报告不是以整套报表公布的', null
        ) as not_evaluated_reason,
        cast(null as varchar) as doubt,
        printed_count as reported_value,
        required_count as expected_value,
        cast(null as double) as rounding,
        map {
            'reported': cast(printed_count as varchar),
            'expected': cast(required_count as varchar),
            'missing': coalesce(missing, '')
        } as operands,
        cast(null as integer) as source_page,
        cast(null as integer) as source_line,
        cast(null as varchar) as cell_key,
        cast(null as varchar) as other_cell_key
    from counted

),

{{ checked('instances', ['FULL01']) }}
