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

-- The units that the rows of a place's or a department's table name belong where the report does.
final as (

    select
        lines.report_key,
        lines.row_unit_name as unit_name,
        reports.division_code,
        reports.fiscal_year,
        reports.landed_at,
        {{ hashed_key(['reports.division_code', folded('lines.row_unit_name')]) }} as unit_key
    from lines
    inner join reports on lines.report_key = reports.report_key

)

select * from final
