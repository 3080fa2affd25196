{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

statement_figures as (

    select *
    from {{ ref('int_statement_figures') }}
    where
        destination = '收入'
        and left_out_reason is null
        and {{ only_changed() }}

),

text_figures as (

    select *
    from {{ ref('int_text_figures') }}
    where
        destination = '收入'
        and left_out_reason is null
        and {{ only_changed() }}

),

figures as (

    select
        report_key,
        unit_key,
        file_sha256,
        statement_no,
        line_no,
        statement,
        fiscal_year,
        budget_stage,
        revenue_source,
        fund_source,
        function_code,
        line_item,
        amount_yuan,
        value_text,
        unit_text,
        source_page,
        source_line,
        cell_key
    from statement_figures

    union all

    select
        report_key,
        unit_key,
        file_sha256,
        0 as statement_no,
        figure_no as line_no,
        '正文' as statement,
        fiscal_year,
        budget_stage,
        revenue_source,
        fund_source,
        null as function_code,
        line_item,
        amount_yuan,
        value_text,
        unit_text,
        source_page,
        source_line,
        cell_key
    from text_figures

),

numbered as (

    select
        *,
        row_number() over (
            partition by
                report_key,
                fiscal_year,
                statement,
                budget_stage,
                revenue_source,
                fund_source,
                function_code,
                line_item
            order by
                statement_no,
                line_no
        ) as ordinal
    from figures

),

final as (

    select
        {{ hashed_key([
            'report_key',
            'fiscal_year',
            'statement',
            'budget_stage',
            'revenue_source',
            'fund_source',
            'function_code',
            'line_item',
            'ordinal',
        ]) }} as revenue_key,
        report_key,
        unit_key,
        file_sha256,
        statement_no,
        line_no,
        fiscal_year,
        statement,
        budget_stage,
        revenue_source,
        fund_source,
        function_code,
        line_item,
        amount_yuan,
        value_text,
        unit_text,
        source_page,
        source_line,
        cell_key
    from numbered

)

select * from final
