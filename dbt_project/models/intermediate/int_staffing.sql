{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

lines as (

    select *
    from {{ ref('stg_staff_line') }}
    where {{ only_changed() }}

),

reports as (

    select
        report_key,
        unit_key,
        unit_name,
        fiscal_year
    from {{ ref('int_report_versions') }}

),

terms as (

    select
        term_key,
        max(staff_category) as staff_category
    from {{ ref('staff_terms') }}
    group by term_key

),

meant as (

    select
        lines.*,
        reports.unit_key,
        coalesce(lines.organisation, reports.unit_name) as organisation_name,
        coalesce(lines.year_in_text, reports.fiscal_year) as fiscal_year,
        terms.staff_category,
        case
            when lines.headcount is null then '人数无法识别'
            when terms.staff_category is null then '人员类别未知'
            when coalesce(lines.year_in_text, reports.fiscal_year) is null then '年度不明'
        end as left_out_reason
    from lines
    inner join reports on lines.report_key = reports.report_key
    left join terms on lines.category_key = terms.term_key

),

numbered as (

    select
        *,
        row_number() over (
            partition by
                report_key,
                fiscal_year,
                organisation_name,
                staff_category
            order by staff_no
        ) as ordinal
    from meant

),

final as (

    select
        {{ hashed_key(['report_key', 'fiscal_year', 'organisation_name', 'staff_category', 'ordinal']) }}
            as staffing_key,
        report_key,
        unit_key,
        file_sha256,
        fiscal_year,
        organisation_name as organisation,
        staff_category,
        headcount,
        headcount_text,
        category_key,
        control_rate,
        left_out_reason,
        source_page,
        source_line,
        cell_key
    from numbered

)

select * from final
