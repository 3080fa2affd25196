{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

money_units as (

    select
        unit_key,
        factor
    from {{ ref('money_units') }}

),

directions as (

    select level2_key
    from {{ ref('indicator_directions') }}

),

evaluated as (

    select distinct statement
    from {{ ref('stg_evaluation_line') }}

),

-- The budgets a table prints: of the whole unit, of each project.
budgets as (

    select
        report_key,
        project_name,
        budget_stage,
        amount_yuan,
        value_text,
        cell_key,
        rounding_yuan
    from {{ ref('int_printed_figures') }}
    where
        line_item = '合计'
        and fund_source = '合计'
        and budget_stage in ('全年预算', '决算')
        and statement in (select evaluated.statement from evaluated)
        and {{ only_changed() }}

),

-- Cost indicators of projects that name an amount of money.
costs as (

    select
        scores.report_key,
        scores.project_name,
        scores.target_text,
        scores.target_value,
        scores.target_unit,
        scores.target_value * money_units.factor as amount_yuan,
        money_units.factor,
        {{ printed_rounding("regexp_extract(scores.target_text, '[0-9.,]+')", 'money_units.factor') }} as rounding_yuan,
        concat_ws('·', scores.statement, scores.project_name, scores.level2, scores.level3) as place,
        scores.source_page,
        scores.source_line,
        scores.cell_key
    from {{ ref('fact_indicator_score') }} as scores
    inner join directions on {{ folded('scores.level2') }} = directions.level2_key
    inner join money_units on {{ folded('scores.target_unit') }} = money_units.unit_key
    where
        scores.project_name is not null
        and {{ only_changed('scores.report_key') }}

),

matched as (

    select
        costs.*,
        max(own.amount_yuan) as own_yuan,
        bool_or(abs(own.amount_yuan - costs.amount_yuan) <= own.rounding_yuan + costs.rounding_yuan) as is_own,
        bool_or(abs(whole.amount_yuan - costs.amount_yuan) <= whole.rounding_yuan + costs.rounding_yuan) as is_whole,
        -- Of a budget spent to the last yuan the spending, whatever the keys of the two cells are.
        min_by(whole.cell_key, concat(whole.budget_stage <> '决算', whole.cell_key)) filter (
            where whole.amount_yuan = costs.amount_yuan
        ) as whole_cell_key
    from costs
    left join budgets as own
        on
            costs.report_key = own.report_key
            and costs.project_name = own.project_name
    left join budgets as whole
        on
            costs.report_key = whole.report_key
            and whole.project_name is null
    group by all

),

instances as (

    select
        report_key,
        'IND02' as rule_id,
        concat(place, '·', row_number() over (partition by report_key, place order by cell_key)) as check_key,
        is_own or not is_whole as is_held,
        case
            when own_yuan is null then '没有印出项目自己的预算数'
            when is_whole is null then '没有印出部门整体的预算数'
        end as not_evaluated_reason,
        cast(null as varchar) as doubt,
        target_value as reported_value,
        own_yuan / factor as expected_value,
        0 as rounding,
        map {
            'place': place,
            'reported': target_text,
            'expected': {{ shown_number('cast(own_yuan / factor as decimal(20, 4))') }},
            'unit': target_unit
        } as operands,
        source_page,
        source_line,
        cell_key,
        whole_cell_key as other_cell_key
    from matched

),

{{ checked('instances', ['IND02']) }}
