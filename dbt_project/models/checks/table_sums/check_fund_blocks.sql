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

parts as (

    select
        *,
        'SUM15' as rule_id,
        1 as alternative
    from figures
    where
        fund_source <> '合计'
        and expenditure_kind in ('合计', '项目支出')
        and stated_level is distinct from 'total'
        and not (has_grants and fund_source in ('一般公共预算', '政府性基金', '国有资本经营'))

    union all by name

    -- 财政拨款 with 中央, 省级 and 本级 money as its own lines below it
    select
        *,
        'SUM15' as rule_id,
        2 as alternative
    from figures
    where
        fund_source <> '合计'
        and fund_source <> '上级资金'
        and expenditure_kind in ('合计', '项目支出')
        and stated_level is distinct from 'total'
        and not (has_grants and fund_source in ('一般公共预算', '政府性基金', '国有资本经营'))

    union all by name

    select
        *,
        'SUM16' as rule_id,
        1 as alternative
    from figures
    where
        fund_source = '合计'
        and expenditure_kind <> '合计'
        and line_item in ('基本支出', '项目支出', '上缴上级支出', '经营支出', '对附属单位补助支出', '其他支出')
        and project_name is null

),

both_rules as (

    select unnest(['SUM15', 'SUM16']) as rule_id

),

candidates as (

    select
        figures.*,
        both_rules.rule_id
    from figures
    cross join both_rules
    where
        figures.stated_level = 'total'
        and figures.line_item = '合计'
        and figures.fund_source = '合计'
        and (both_rules.rule_id = 'SUM15' or figures.project_name is null)

),

repeated as (

    select
        report_key,
        rule_id,
        check_key
    from parts
    where alternative = 1
    group by
        report_key,
        rule_id,
        check_key
    having count(*) > count(distinct concat_ws('|', fund_source, expenditure_kind))

),

totals as (

    select
        candidates.*,
        case
            when count(*) over (partition by candidates.report_key, candidates.rule_id, candidates.check_key) > 1
                then '资金总额印出多次'
            when repeated.check_key is not null then '同一种资金印出多次'
        end as not_evaluated_reason
    from candidates
    left join repeated
        on
            candidates.report_key = repeated.report_key
            and candidates.rule_id = repeated.rule_id
            and candidates.check_key = repeated.check_key

),

{{ sum_instances('totals', 'parts') }},

{{ checked('instances', ['SUM15', 'SUM16']) }}
