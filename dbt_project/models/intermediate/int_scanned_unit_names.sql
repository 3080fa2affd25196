{{ config(materialized='view') }}

-- Text recognition knows rare characters of place names badly or not at all and reads a common one of the same shape.
-- A name that it was not sure of, in which the place behind a city or province is none, but one character away from
-- exactly one of its divisions, names that one.
with

cells as (

    select cell_key
    from {{ ref('int_scanned_cells') }}
    where is_uncertain

),

reports as (

    select
        stg_report.report_key,
        stg_report.unit_name,
        stg_report.fiscal_year
    from {{ ref('stg_report') }} as stg_report
    inner join cells on stg_report.unit_evidence = cells.cell_key
    where stg_report.unit_name is not null

),

names as (

    select * from {{ ref('int_division_names') }}

),

places as (

    select
        reports.report_key,
        reports.unit_name,
        uppers.written as upper_name,
        divisions.written as division_name,
        substr(reports.unit_name, length(uppers.written) + 1, length(divisions.written)) as read_name
    from reports
    inner join names as uppers
        on
            left(reports.unit_name, 2) = uppers.written_prefix
            and starts_with(reports.unit_name, uppers.written)
    inner join names as divisions on uppers.code = divisions.parent_code
    where
        divisions.is_full_name
        and length(divisions.written) > 2
        and if(
            reports.fiscal_year is null,
            divisions.valid_to = 9999,
            reports.fiscal_year between divisions.valid_from - {{ var('division_grace_years') }}
            and divisions.valid_to + {{ var('division_grace_years') }}
        )

),

alike as (

    select
        *,
        list_sum([
            (substr(read_name, at_character, 1) <> substr(division_name, at_character, 1))::integer
            for at_character in generate_series(1, length(division_name))
        ]) as characters_off
    from places
    where right(read_name, 1) = right(division_name, 1)

),

final as (

    select
        report_key,
        any_value(
            upper_name || division_name || substr(unit_name, length(upper_name || division_name) + 1)
        ) as unit_name
    from alike
    where characters_off < 2
    group by report_key
    having
        min(characters_off) = 1
        and count(distinct upper_name || division_name) = 1

)

select * from final
