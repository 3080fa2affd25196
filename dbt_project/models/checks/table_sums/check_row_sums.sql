{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

-- A row is what its label and code say, not what a heading calls one of its figures (人员经费 beside an account).
figures as (

    select
        *,
        {{ hashed_key([
            'statement_no',
            'side',
            'fiscal_year',
            'budget_stage',
            'function_code',
            'economic_code',
            'label_text',
            'project_name',
            'section_keys',
        ]) }} as row_key
    from {{ ref('int_printed_figures') }}
    where {{ only_changed() }}

),

-- 合计 | 基本支出 | 项目支出 ..., within one fund; some budgets have 人员经费 | 公用经费 in place of 基本支出.
kinds as (

    select
        *,
        concat_ws('|', row_key, fund_source) as check_key,
        coalesce(stated_level = 'memo', false) as is_block
    from figures
    where side = '支出'

),

-- 合计 | 财政拨款收入 | 上级补助收入 ...
sources as (

    select
        *,
        row_key as check_key,
        bool_or(revenue_source = '财政拨款收入') over (partition by report_key, row_key) as has_grants,
        bool_or(revenue_source not in ('合计', '年初结转和结余')) over (partition by report_key, row_key) as has_sources
    from figures
    where side = '收入'

),

-- 合计 | 一般公共预算 | 政府性基金 | 国有资本经营 of the money from the treasury.
funds as (

    select
        *,
        concat_ws('|', row_key, expenditure_kind) as check_key
    from figures
    where
        side = '支出'
        and statement in ('财政拨款收入支出决算总表', '财政拨款收支总表')

),

alternatives as (

    select unnest([1, 2]) as alternative

),

parts as (

    select
        *,
        'SUM03' as rule_id,
        1 as alternative
    from kinds
    where
        expenditure_kind <> '合计'
        and not is_block

    union all by name

    select
        *,
        'SUM03' as rule_id,
        2 as alternative
    from kinds
    where
        expenditure_kind <> '合计'
        and is_block = (expenditure_kind = '基本支出')

    union all by name

    select
        sources.*,
        'SUM04' as rule_id,
        alternatives.alternative
    from sources
    cross join alternatives
    where
        sources.revenue_source <> '合计'
        and sources.has_sources
        and (
            not sources.has_grants
            or sources.revenue_source not in ('一般公共预算财政拨款收入', '政府性基金预算财政拨款收入', '国有资本经营预算财政拨款收入')
        )
        and (alternatives.alternative = 1 or sources.revenue_source <> '年初结转和结余')

    union all by name

    select
        *,
        'SUM05' as rule_id,
        1 as alternative
    from funds
    where fund_source in ('一般公共预算', '政府性基金', '国有资本经营')

),

-- A kind or source that two columns of a row have: which of them adds up is not certain.
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
    having
        count(*) > count(distinct case rule_id
            when 'SUM03' then expenditure_kind
            when 'SUM04' then revenue_source
            else fund_source
        end)

),

candidates as (

    select
        *,
        'SUM03' as rule_id
    from kinds
    where
        expenditure_kind = '合计'
        and not is_block

    union all by name

    select
        *,
        'SUM04' as rule_id
    from sources
    where revenue_source = '合计'

    union all by name

    select
        *,
        'SUM05' as rule_id
    from funds
    where fund_source = '财政拨款'

),

-- Only rows that print parts beside their total: in most statements a row has one figure, and there is nothing to add.
totals as (

    select
        candidates.*,
        case
            when count(*) over (partition by candidates.report_key, candidates.rule_id, candidates.check_key) > 1
                then '一行有几个合计'
            when repeated.check_key is not null then '一行的分项印出多次'
        end as not_evaluated_reason
    from candidates
    left join repeated
        on
            candidates.report_key = repeated.report_key
            and candidates.rule_id = repeated.rule_id
            and candidates.check_key = repeated.check_key
    where exists (
        select 1
        from parts
        where
            parts.report_key = candidates.report_key
            and parts.rule_id = candidates.rule_id
            and parts.check_key = candidates.check_key
    )

),

{{ sum_instances('totals', 'parts') }},

{{ checked('instances', ['SUM03', 'SUM04', 'SUM05']) }}
