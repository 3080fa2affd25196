{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

{#-
  What a figure of a budget or final account means, as one key: figures with the same key are the same money, wherever they are
  printed. Evaluation tables stand apart: what they cover is not always what the accounts cover.
-#}
with

figures as (

    select *
    from {{ ref('int_printed_figures') }}
    where
        project_name is null
        and statement in (
            select distinct titles.statement
            from {{ ref('statement_titles') }} as titles
            where
                titles.report_type in ('部门决算', '部门预算')
                and titles.statement <> '项目支出表'
        )
        and {{ only_changed() }}

),

spending as (

    select
        *,
        concat_ws(
            '|',
            '支出',
            fiscal_year,
            budget_stage,
            expenditure_kind,
            fund_source,
            coalesce(function_code, class_code, economic_code, '合计')
        ) as measure_key,
        coalesce(function_code, class_code, economic_code) is null as is_total
    from figures
    where
        side = '支出'
        and stated_level is distinct from 'memo'
        and (
            coalesce(function_code, class_code, economic_code) is not null
            or (
                stated_level = 'total'
                and line_item = '合计'
            )
        )

),

-- Income by source: a row of the summary statements, the total row of the statements that have sources side by side.
sources as (

    select
        *,
        -- the total of a statement that covers one fund is the income from that fund
        case
            when revenue_source <> '合计' then revenue_source
            when fund_source = '财政拨款' then '财政拨款收入'
            when fund_source = '一般公共预算' then '一般公共预算财政拨款收入'
            when fund_source = '政府性基金' then '政府性基金预算财政拨款收入'
            when fund_source = '国有资本经营' then '国有资本经营预算财政拨款收入'
            else '合计'
        end as source
    from figures
    where
        side = '收入'
        and function_code is null
        and len(section_keys) = 0
        and stated_level is distinct from 'memo'
        and (stated_level = 'total' or statement not in ('收入决算表', '部门收入总表'))

),

income as (

    select
        *,
        concat_ws('|', '收入', fiscal_year, budget_stage, source) as measure_key,
        source = '合计' as is_total
    from sources

),

-- 财政拨款收入 where only the three budgets are printed, in a statement that covers all of them.
grants as (

    select
        *,
        bool_or(source = '财政拨款收入') over (partition by report_key, statement_no, fiscal_year, budget_stage) as has_grants
    from sources

),

summed as (

    select
        report_key,
        statement_no,
        statement,
        fiscal_year,
        budget_stage,
        concat_ws('|', '收入', fiscal_year, budget_stage, '财政拨款收入') as measure_key,
        sum(amount_yuan) as amount_yuan,
        sum(rounding_yuan) as rounding_yuan,
        count(*) as figure_count,
        count(distinct source) as source_count,
        max(unit_factor) as unit_factor,
        min(doubt) as doubt,
        arg_min(unit_text, line_no) as unit_text,
        arg_min(source_page, line_no) as source_page,
        arg_min(source_line, line_no) as source_line,
        arg_min(cell_key, line_no) as cell_key
    from grants
    where
        not has_grants
        and fund_source in ('合计', '财政拨款')
        and source in ('一般公共预算财政拨款收入', '政府性基金预算财政拨款收入', '国有资本经营预算财政拨款收入')
    group by
        report_key,
        statement_no,
        statement,
        fiscal_year,
        budget_stage

),

measures as (

    select
        report_key,
        statement_no,
        statement,
        fiscal_year,
        measure_key,
        '支出' as side,
        is_total,
        {{ figure_name() }} as figure_name,
        amount_yuan,
        rounding_yuan,
        value_text,
        unit_text,
        unit_factor,
        doubt,
        source_page,
        source_line,
        cell_key
    from spending

    union all

    select
        report_key,
        statement_no,
        statement,
        fiscal_year,
        measure_key,
        '收入' as side,
        is_total,
        {{ figure_name() }} as figure_name,
        amount_yuan,
        rounding_yuan,
        value_text,
        unit_text,
        unit_factor,
        doubt,
        source_page,
        source_line,
        cell_key
    from income

    union all

    select
        report_key,
        statement_no,
        statement,
        fiscal_year,
        measure_key,
        '收入' as side,
        false as is_total,
        '财政拨款收入' as figure_name,
        amount_yuan,
        rounding_yuan,
        {{ shown_in_unit('amount_yuan', 'unit_factor') }} as value_text,
        unit_text,
        unit_factor,
        doubt,
        source_page,
        source_line,
        cell_key
    from summed
    where figure_count = source_count

),

-- Few meanings are printed twice in a statement: only these are put in order.
repeated as (

    select {{ numbered_key(['report_key', 'statement', 'measure_key']) }} as measure_id
    from measures
    group by measure_id
    having count(*) > 1

),

-- A statement that prints a meaning with two amounts does not say which of them it is.
first_prints as (

    select *
    from measures
    where
        {{ numbered_key(['report_key', 'statement', 'measure_key']) }}
        in (select repeated.measure_id from repeated)
    qualify
        min(amount_yuan) over (partition by report_key, statement, measure_key)
        = max(amount_yuan) over (partition by report_key, statement, measure_key)
        and row_number() over (
            partition by report_key, statement, measure_key
            order by statement_no, cell_key
        ) = 1

),

prints as (

    select *
    from measures
    where
        {{ numbered_key(['report_key', 'statement', 'measure_key']) }}
        not in (select repeated.measure_id from repeated)

    union all

    select *
    from first_prints

),

final as (

    select
        report_key,
        statement_no,
        statement,
        fiscal_year,
        measure_key,
        side,
        is_total,
        figure_name,
        amount_yuan,
        rounding_yuan,
        value_text,
        unit_text,
        unit_factor,
        doubt,
        source_page,
        source_line,
        cell_key
    from prints

)

select * from final
