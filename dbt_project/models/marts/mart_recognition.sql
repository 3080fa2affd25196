{{ config(materialized='table') }}

with

of_reports as (

    select * from {{ ref('int_recognition') }}

),

-- Files of which nothing became a report: their tables are lists, contents, counters.
without_report as (

    select
        documents.file_name,
        documents.file_sha256,
        count(*) as figure_count
    from {{ ref('stg_document') }} as documents
    inner join {{ ref('stg_report_cell') }} as cells on documents.file_sha256 = cells.file_sha256
    where
        documents.file_sha256 not in (select reports.file_sha256 from {{ ref('stg_report') }} as reports)
        and cells.holds_number
    group by
        documents.file_name,
        documents.file_sha256

),

gathered as (

    select
        report_key,
        file_name,
        file_sha256,
        statement,
        figures_printed,
        figures_published,
        figures_left_out,
        left_out_reasons
    from of_reports

    union all

    select
        cast(null as varchar) as report_key,
        file_name,
        file_sha256,
        '其他表' as statement,
        cast(figure_count as integer) as figures_printed,
        0 as figures_published,
        cast(figure_count as integer) as figures_left_out,
        concat('不是报表×', figure_count) as left_out_reasons
    from without_report

),

final as (

    select
        {{ hashed_key(['file_sha256', 'report_key', 'statement']) }} as recognition_key,
        report_key,
        file_name,
        file_sha256,
        statement,
        figures_printed,
        figures_published,
        figures_left_out,
        left_out_reasons
    from gathered

)

select * from final
