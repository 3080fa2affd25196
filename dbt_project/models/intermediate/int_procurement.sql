{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

statement_figures as (

    select *
    from {{ ref('int_statement_figures') }}
    where
        destination = '政府采购'
        and left_out_reason is null
        and {{ only_changed() }}

),

text_figures as (

    select *
    from {{ ref('int_text_figures') }}
    where
        destination = '政府采购'
        and left_out_reason is null
        and {{ only_changed() }}

),

figures as (

    select
        report_key,
        unit_key,
        statement_no,
        line_no,
        statement,
        fiscal_year,
        budget_stage,
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
        0 as statement_no,
        figure_no as line_no,
        '正文' as statement,
        fiscal_year,
        budget_stage,
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
                line_item
            order by
                statement_no,
                line_no
        ) as ordinal
    from figures

),

final as (

    select
        {{ hashed_key(['report_key', 'fiscal_year', 'statement', 'budget_stage', 'line_item', 'ordinal']) }}
            as procurement_key,
        report_key,
        unit_key,
        fiscal_year,
        statement,
        budget_stage,
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
