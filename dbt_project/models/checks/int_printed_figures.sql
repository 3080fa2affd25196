{{ config(materialized='view') }}

{#- Stored it would be a second copy of the figures: most checks read a few columns of a few statements. -#}
with

figures as (

    select *
    from {{ ref('int_statement_figures') }}
    where left_out_reason is null

),

statements as (

    select * from {{ ref('int_printed_statements') }}

),

final as (

    select
        figures.report_key,
        statements.whole_no as statement_no,
        -- the parts in their order
        if(
            statements.is_part,
            figures.line_no + figures.statement_no * {{ var('most_lines_of_a_part') }},
            figures.line_no
        ) as line_no,
        figures.statement,
        figures.destination as side,
        figures.fiscal_year,
        figures.budget_stage,
        figures.expenditure_kind,
        figures.fund_source,
        figures.revenue_source,
        figures.function_code,
        figures.economic_code,
        figures.class_code,
        figures.line_item,
        figures.project_name,
        figures.stated_level,
        figures.label_text,
        figures.section_keys,
        figures.heading_keys,
        figures.amount_yuan,
        figures.value_text,
        figures.unit_text,
        figures.unit_factor,
        figures.rounding_yuan,
        statements.doubt,
        figures.source_page,
        figures.source_line,
        figures.cell_key
    from figures
    inner join statements
        on
            figures.report_key = statements.report_key
            and figures.statement_no = statements.statement_no

)

select * from final
