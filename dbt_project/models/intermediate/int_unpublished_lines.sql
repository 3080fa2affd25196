{{ config(materialized='view') }}

with

statement_figures as (

    select * from {{ ref('int_statement_figures') }}

),

text_figures as (

    select * from {{ ref('int_text_figures') }}

),

staffing as (

    select * from {{ ref('int_staffing') }}

),

state_assets as (

    select * from {{ ref('int_state_assets') }}

),

final as (

    select
        'statement_line' as source_table,
        line_key as source_key,
        report_key,
        file_sha256,
        statement,
        label_text,
        value_text,
        left_out_reason,
        left_out_detail,
        source_page,
        source_line,
        cell_key
    from statement_figures
    where left_out_reason is not null

    union all

    select
        'text_figure' as source_table,
        figure_key as source_key,
        report_key,
        file_sha256,
        '正文' as statement,
        label_text,
        value_text,
        left_out_reason,
        sentence as left_out_detail,
        source_page,
        source_line,
        cell_key
    from text_figures
    where left_out_reason is not null

    union all

    select
        'staff_line' as source_table,
        staffing_key as source_key,
        report_key,
        file_sha256,
        '人员' as statement,
        category_key as label_text,
        headcount_text as value_text,
        left_out_reason,
        cast(null as varchar) as left_out_detail,
        source_page,
        source_line,
        cell_key
    from staffing
    where left_out_reason is not null

    union all

    select
        'asset_line' as source_table,
        state_asset_key as source_key,
        report_key,
        file_sha256,
        '国有资产' as statement,
        label_text,
        quantity_text as value_text,
        left_out_reason,
        cast(null as varchar) as left_out_detail,
        source_page,
        source_line,
        cell_key
    from state_assets
    where left_out_reason is not null

)

select * from final
