{{ config(materialized='view') }}

with

lines as (

    select distinct
        report_key,
        row_unit_name
    from {{ ref('stg_statement_line') }}
    where row_unit_name <> ''

),

reports as (

    select
        report_key,
        division_code,
        fiscal_year,
        landed_at
    from {{ ref('int_report_versions') }}

),

aliases as (

    select
        division_code,
        alias_key,
        unit_name
    from {{ ref('unit_aliases') }}
    where decision = 'same'

),

-- The units that the rows of a place's or a department's table name belong where the report does.
named as (

    select
        lines.report_key,
        coalesce(aliases.unit_name, lines.row_unit_name) as unit_name,
        reports.division_code,
        reports.fiscal_year,
        reports.landed_at
    from lines
    inner join reports on lines.report_key = reports.report_key
    left join aliases
        on
            reports.division_code = aliases.division_code
            and {{ folded('lines.row_unit_name') }} = aliases.alias_key

),

final as (

    select distinct
        report_key,
        unit_name,
        division_code,
        fiscal_year,
        landed_at,
        {{ hashed_key(['division_code', folded('unit_name')]) }} as unit_key
    from named

)

select * from final
