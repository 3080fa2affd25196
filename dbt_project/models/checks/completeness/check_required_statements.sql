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

-- An empty statement has no figures, but its title is printed; the longest title in a line is the one it says.
short_texts as (

    select distinct
        blocks.file_sha256,
        {{ folded('blocks.text') }} as text_key
    from {{ ref('stg_report_block') }} as blocks
    where
        blocks.file_sha256 in (select unrecognised.file_sha256 from unrecognised)
        and length(blocks.text) <= {{ var('longest_title') }}

    union distinct

    select distinct
        cells.file_sha256,
        {{ folded('cells.text') }} as text_key
    from {{ ref('stg_report_cell') }} as cells
    where
        cells.file_sha256 in (select unrecognised.file_sha256 from unrecognised)
        and length(cells.text) <= {{ var('longest_title') }}
        and contains(cells.text, '表')

),

titled as (

    select
        short_texts.file_sha256,
        titles.statement
    from short_texts
    inner join titles on contains(short_texts.text_key, titles.title_key)
    qualify
        row_number() over (
            partition by short_texts.file_sha256, short_texts.text_key
            order by length(titles.title_key) desc, titles.statement asc
        ) = 1

),

counted as (

    select
        required.report_key,
        count(distinct required.statement) as required_count,
        count(distinct required.statement) filter (
            where recognised.statement is not null or titled.statement is not null
        ) as printed_count,
        string_agg(distinct required.statement, '、' order by required.statement) filter (
            where recognised.statement is null and titled.statement is null
        ) as missing
    from required
    left join recognised
        on
            required.report_key = recognised.report_key
            and required.statement = recognised.statement
    left join titled
        on
            required.file_sha256 = titled.file_sha256
            and required.statement = titled.statement
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
