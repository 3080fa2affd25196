{{ config(materialized='view') }}

with

statement_lines as (

    select * from {{ ref('stg_statement_line') }}

),

text_figures as (

    select * from {{ ref('stg_text_figure') }}

),

figures as (

    select
        report_key,
        file_sha256,
        statement,
        value_text,
        unit_text,
        value_number,
        unit_factor,
        amount_yuan,
        source_page,
        source_line,
        cell_key
    from statement_lines
    where not is_null_mark

    union all

    select
        report_key,
        file_sha256,
        '正文' as statement,
        value_text,
        unit_text,
        value_number,
        unit_factor,
        amount_yuan,
        source_page,
        source_line,
        cell_key
    from text_figures
    where role = 'amount'

),

final as (

    select
        report_key,
        file_sha256,
        statement,
        value_text,
        unit_text,
        case
            when value_number is null then '数值无法识别'
            when unit_text is null then '未注明金额单位'
            when unit_factor is null then '金额单位无法识别'
            else '金额超出范围'
        end as reason,
        source_page,
        source_line,
        cell_key
    from figures
    where amount_yuan is null

)

select * from final
