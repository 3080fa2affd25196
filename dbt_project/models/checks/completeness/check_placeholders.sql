{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

reports as (

    select
        report_key,
        file_sha256,
        part_no
    from {{ ref('int_report_versions') }}
    where
        is_published
        and {{ only_changed() }}

),

-- Text of a file with several reports is told with the first of them.
places as (

    select
        reports.report_key,
        regexp_extract(blocks.text, '{{ var('placeholder_pattern') }}') as placeholder,
        blocks.text,
        blocks.source_page,
        blocks.source_line,
        blocks.block_no
    from reports
    inner join {{ ref('stg_report_block') }} as blocks on reports.file_sha256 = blocks.file_sha256
    where
        reports.part_no = 1
        and blocks.kind = 'text'

),

instances as (

    select
        report_key,
        'FULL02' as rule_id,
        concat_ws('|', block_no, placeholder) as check_key,
        false as is_held,
        cast(null as varchar) as not_evaluated_reason,
        cast(null as varchar) as doubt,
        cast(null as double) as reported_value,
        cast(null as double) as expected_value,
        cast(null as double) as rounding,
        map { 'line': placeholder, 'sentence': left(text, 40) } as operands,
        source_page,
        source_line,
        cast(null as varchar) as cell_key,
        cast(null as varchar) as other_cell_key
    from places
    where placeholder <> ''

    union all

    select
        report_key,
        'FULL02' as rule_id,
        '全文' as check_key,
        true as is_held,
        cast(null as varchar) as not_evaluated_reason,
        cast(null as varchar) as doubt,
        cast(null as double) as reported_value,
        cast(null as double) as expected_value,
        cast(null as double) as rounding,
        cast(null as map (varchar, varchar)) as operands,
        cast(null as integer) as source_page,
        cast(null as integer) as source_line,
        cast(null as varchar) as cell_key,
        cast(null as varchar) as other_cell_key
    from places
    group by report_key
    having count(*) filter (where placeholder <> '') = 0

),

{{ checked('instances', ['FULL02']) }}
