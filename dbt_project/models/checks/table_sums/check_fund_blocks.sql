{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

-- The fund block of a self-evaluation or target table: 年度资金总额 and what it consists of.
figures as (

    select
        *,
        {{ hashed_key(['statement_no', 'fiscal_year', 'budget_stage', 'project_name']) }} as check_key,
        bool_or(fund_source = '财政拨款' and stated_level is distinct from 'total')
            over (partition by report_key, statement_no, fiscal_year, budget_stage, project_name)
            as has_grants
    from {{ ref('int_printed_figures') }}
    where
        side = '支出'
        and statement in (
            '部门整体支出绩效自评表', '项目支出绩效自评表', '部门整体支出绩效目标申报表', '项目支出绩效目标表'
        )
        and {{ only_changed() }}

),

-- 财政拨款 may have 中央, 省级 and 本级 money as its own lines below it: 上级资金 is then a part of a part.
parts_of_rules as (

    select
        *,
        'SUM15' as rule_id,
        if(fund_source = '上级资金', 1, null) as reading
    from figures
    where
        fund_source <> '合计'
        and expenditure_kind in ('合计', '项目支出')
        and stated_level is distinct from 'total'
        and not (has_grants and fund_source in ('一般公共预算', '政府性基金', '国有资本经营'))

    union all by name

    select
        *,
        'SUM16' as rule_id,
        null as reading
    from figures
    where
        fund_source = '合计'
        and expenditure_kind <> '合计'
        and line_item in ('基本支出', '项目支出', '上缴上级支出', '经营支出', '对附属单位补助支出', '其他支出')
        and project_name is null

),

parts as (

    select
        *,
        concat_ws('|', fund_source, expenditure_kind) as part_name,
        {{ numbered_key(['report_key', 'rule_id', 'check_key']) }} as check_id
    from parts_of_rules

),

both_rules as (

    select unnest(['SUM15', 'SUM16']) as rule_id

),

candidates as (

    select
        figures.*,
        both_rules.rule_id,
        {{ numbered_key(['figures.report_key', 'both_rules.rule_id', 'figures.check_key']) }} as check_id
    from figures
    cross join both_rules
    where
        figures.stated_level = 'total'
        and figures.line_item = '合计'
        and figures.fund_source = '合计'
        and (both_rules.rule_id = 'SUM15' or figures.project_name is null)

),

{{ sum_instances('candidates', 'parts', [
    ('repeated.check_id is not null', '资金总额印出多次'),
    ('added.part_count_1 > added.name_count', '同一种资金印出多次'),
], readings=2) }},

{{ checked('instances', ['SUM15', 'SUM16']) }}
