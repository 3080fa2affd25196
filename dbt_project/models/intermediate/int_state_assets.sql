{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

lines as (

    select *
    from {{ ref('stg_asset_line') }}
    where {{ only_changed() }}

),

reports as (

    select
        report_key,
        unit_key,
        fiscal_year
    from {{ ref('int_report_versions') }}

),

terms as (

    select
        term_key,
        line_item
    from {{ ref('asset_terms') }}

),

meant as (

    select
        lines.*,
        reports.unit_key,
        reports.fiscal_year,
        terms.line_item,
        case
            when lines.quantity is null then '数量无法识别'
            when terms.line_item is null then '资产类别未知'
            when reports.fiscal_year is null then '年度不明'
        end as left_out_reason
    from lines
    inner join reports on lines.report_key = reports.report_key
    left join terms on lines.label_key = terms.term_key

),

numbered as (

    select
        *,
        row_number() over (
            partition by
                report_key,
                fiscal_year,
                line_item,
                left_out_reason is null
            order by asset_no
        ) as ordinal
    from meant

),

final as (

    select
        {{ hashed_key(['report_key', 'fiscal_year', 'line_item', 'left_out_reason', 'ordinal']) }} as state_asset_key,
        report_key,
        unit_key,
        file_sha256,
        fiscal_year,
        line_item,
        quantity,
        label_text,
        quantity_text,
        unit_text,
        left_out_reason,
        source_page,
        source_line,
        cell_key
    from numbered

)

select * from final
