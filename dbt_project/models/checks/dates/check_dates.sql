{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

claims as (

    {{ claims_of(['日期']) }}

),

parts as (

    select
        *,
        {{ folded('subject_text') }} as date_text
    from claims

),

-- Without a year the day must exist in a leap year.
dated as (

    select
        *,
        coalesce(try_cast(nullif(regexp_extract(date_text, '(\d{4})年', 1), '') as integer), 2000) as year_no,
        try_cast(regexp_extract(date_text, '(\d{1,2})月', 1) as integer) as month_no,
        try_cast(regexp_extract(date_text, '(\d{1,2})日', 1) as integer) as day_no
    from parts

),

instances as (

    select
        report_key,
        'DAT01' as rule_id,
        claim_key as check_key,
        try_cast(concat(year_no, '-', month_no, '-', day_no) as date) is not null as is_held,
        cast(null as varchar) as not_evaluated_reason,
        doubt,
        cast(null as double) as reported_value,
        cast(null as double) as expected_value,
        cast(null as double) as rounding,
        map {
            'line': subject_text,
            'reported': subject_text
        } as operands,
        source_page,
        source_line,
        cell_key,
        cast(null as varchar) as other_cell_key
    from dated

),

{{ checked('instances', ['DAT01']) }}
