{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

-- A row is what its label and code say, not what a heading calls one of its figures (人员经费 beside an account).
figures as (

    select
        *,
        {{ numbered_key([
            'report_key',
            'statement_no',
            'side',
            'fiscal_year',
            'budget_stage',
            'function_code',
            'economic_code',
            'label_text',
            'project_name',
            'section_keys',
        ]) }} as row_id,
        -- only of what may be the total of its row
        case
            when '合计' in (expenditure_kind, revenue_source) or fund_source = '财政拨款' then {{ hashed_key([
                'statement_no',
                'side',
                'fiscal_year',
                'budget_stage',
                'function_code',
                'economic_code',
                'label_text',
                'project_name',
                'section_keys',
            ]) }}
        end as row_key
    from {{ ref('int_printed_figures') }}
    where {{ only_changed() }}

),

-- 合计 | 财政拨款收入 | 上级补助收入 ...
source_rows as (

    select
        row_id,
        bool_or(revenue_source = '财政拨款收入') as has_grants
    from figures
    where side = '收入'
    group by row_id
    having bool_or(revenue_source not in ('合计', '年初结转和结余'))

),

-- What a row is to add up to by each rule: 合计 | 基本支出 | 项目支出 ... within one fund (some budgets have 人员经费 | 公用经费 in
-- place of 基本支出), 合计 | 财政拨款收入 | 上级补助收入 ..., 财政拨款 | 一般公共预算 | 政府性基金 | 国有资本经营 within one kind.
kinds as not materialized (

    select
        *,
        'SUM03' as rule_id,
        expenditure_kind as part_name,
        fund_source as within,
        coalesce(stated_level = 'memo', false) as is_block
    from figures
    where side = '支出'

),

sources as not materialized (

    select
        figures.*,
        'SUM04' as rule_id,
        figures.revenue_source as part_name,
        '' as within,
        source_rows.has_grants
    from figures
    inner join source_rows on figures.row_id = source_rows.row_id
    where figures.side = '收入'

),

funds as not materialized (

    select
        *,
        'SUM05' as rule_id,
        fund_source as part_name,
        expenditure_kind as within
    from figures
    where
        side = '支出'
        and statement in ('财政拨款收入支出决算总表', '财政拨款收支总表')

),

placed_parts as (

    select
        *,
        case
            when is_block then 2
            when expenditure_kind = '基本支出' then 1
        end as reading
    from kinds
    where
        expenditure_kind <> '合计'
        and (expenditure_kind = '基本支出' or not is_block)

    union all by name

    -- what was left of the year before may be part of the total, or not
    select
        * exclude (has_grants),
        if(revenue_source = '年初结转和结余', 1, null) as reading
    from sources
    where
        revenue_source <> '合计'
        and (
            not has_grants
            or revenue_source not in ('一般公共预算财政拨款收入', '政府性基金预算财政拨款收入', '国有资本经营预算财政拨款收入')
        )

    union all by name

    select
        *,
        null as reading
    from funds
    where fund_source in ('一般公共预算', '政府性基金', '国有资本经营')

),

parts as (

    select
        *,
        {{ numbered_key(['report_key', 'row_id', 'rule_id', 'within']) }} as check_id
    from placed_parts

),

placed_totals as (

    select *
    from kinds
    where
        expenditure_kind = '合计'
        and not is_block

    union all by name

    select *
    from sources
    where revenue_source = '合计'

    union all by name

    select *
    from funds
    where fund_source = '财政拨款'

),

candidates as (

    select
        *,
        {{ numbered_key(['report_key', 'row_id', 'rule_id', 'within']) }} as check_id,
        concat_ws('|', row_key, nullif(within, '')) as check_key
    from placed_totals

),

{{ sum_instances('candidates', 'parts', [
    ('repeated.check_id is not null', '一行有几个合计'),
    ('added.part_count_1 > added.name_count', '一行的分项印出多次'),
], readings=2, needs_parts=true) }},

{{ checked('instances', ['SUM03', 'SUM04', 'SUM05']) }}
