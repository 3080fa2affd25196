{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

figures as (

    select *
    from {{ ref('stg_text_figure') }}
    where {{ only_changed() }}

),

reports as (

    select
        report_key,
        unit_key,
        report_type,
        fiscal_year
    from {{ ref('int_report_versions') }}

),

terms as (

    select * from {{ ref('int_text_term_meanings') }}

),

labels as (

    select *
    from {{ ref('int_row_label_meanings') }}
    where statement = '正文'

),

procurement_items as (

    select line_item
    from {{ ref('procurement_items') }}

),

account_names as (

    select
        classification,
        name_key,
        code
    from {{ ref('int_account_names') }}

),

-- 房屋建筑物购建 stands under 资本性支出 and under 资本性支出（基本建设）: the account of the class last named in the text.
economic_matches as (

    select
        figures.figure_key,
        account_names.code,
        count(*) over (partition by figures.figure_key) as match_count
    from figures
    inner join account_names
        on
            figures.label_key = account_names.name_key
            and account_names.classification = 'economic'
    where figures.account_level = 'economic'

),

economic_classes as (

    select
        figures.figure_key,
        last_value(if(length(economic_matches.code) = 3, economic_matches.code, null) ignore nulls) over (
            partition by figures.report_key
            order by figures.figure_no
        ) as class_code
    from figures
    left join economic_matches
        on
            figures.figure_key = economic_matches.figure_key
            and economic_matches.match_count = 1

),

economic_codes as (

    select
        economic_matches.figure_key,
        economic_matches.code
    from economic_matches
    left join economic_classes on economic_matches.figure_key = economic_classes.figure_key
    where
        economic_matches.match_count = 1
        or left(economic_matches.code, 3) = economic_classes.class_code
    qualify count(*) over (partition by economic_matches.figure_key) = 1

),

known_accounts as (

    select distinct name_key
    from account_names

),

meant as (

    select
        figures.*,
        reports.unit_key,
        reports.report_type,
        -- 比上年的5万元减少…: the year before that of the report
        coalesce(figures.year_in_text, reports.fiscal_year - if(figures.is_year_before, 1, 0)) as line_year,
        stages.budget_stage as stage_stage,
        stages.side as stage_side,
        stages.term_key is not null or figures.stage_key is null as is_stage_known,
        kinds.expenditure_kind as kind_kind,
        kinds.term_key is not null or figures.kind_key is null as is_kind_known,
        funds.fund_source as fund_fund,
        funds.term_key is not null or figures.fund_key is null as is_fund_known,
        labels.label_key is not null as has_label_meaning,
        labels.role as label_role,
        labels.line_level as label_level,
        item_labels.line_level as item_level,
        items.term_key is not null as has_item_meaning,
        known_accounts.name_key is not null as is_account_name,
        coalesce(labels.line_item, items.line_item) as meant_item,
        coalesce(labels.side, items.side) as meant_side,
        coalesce(nullif(labels.expenditure_kind, '合计'), nullif(items.expenditure_kind, '合计')) as meant_kind,
        coalesce(labels.fund_source, items.fund_source) as meant_fund,
        coalesce(labels.revenue_source, items.revenue_source) as meant_source,
        economic_codes.code as economic_code
    from figures
    inner join reports on figures.report_key = reports.report_key
    left join terms as stages on figures.stage_key = stages.term_key
    left join terms as kinds on figures.kind_key = kinds.term_key
    left join terms as funds on figures.fund_key = funds.term_key
    left join terms as items on figures.label_key = items.term_key
    left join labels on figures.label_key = labels.label_key
    left join labels as item_labels
        on {{ folded('coalesce(labels.line_item, items.line_item)') }} = item_labels.label_key
    left join known_accounts on figures.label_key = known_accounts.name_key
    left join economic_codes on figures.figure_key = economic_codes.figure_key

),

-- The one place where side, stage, kind, fund, source and item of a figure in running text are decided.
decided as (

    select
        *,
        coalesce(side, meant_side, stage_side, if(is_account_name, '支出', null)) as text_side,
        case
            -- a publication of the budget speaks of the year to come
            when
                report_type in ({{ "'" ~ var('budget_report_types') | join("', '") ~ "'" }})
                and coalesce(stage_stage, '全年预算') = '全年预算'
                then '年初预算'
            else coalesce(stage_stage, '决算')
        end as line_stage,
        case
            when project_name is not null then '项目支出'
            else coalesce(meant_kind, kind_kind, '合计')
        end as line_kind,
        coalesce(meant_source, '合计') as line_source,
        coalesce(meant_item, nullif(label_text, ''), project_name) as line_item_name
    from meant

),

-- 收、支总计 693.15 万元 is a figure of both sides.
sided as (

    select
        *,
        unnest(case when text_side = '收支' then ['收入', '支出'] else [text_side] end) as line_side,
        -- what the sentence says; a label's own fund counts for spending only, an income's is its revenue source
        coalesce(fund_fund, if(text_side = '支出', meant_fund, null), '合计') as line_fund,
        coalesce(
            label_role = 'procurement'
            or line_item_name in (select procurement_items.line_item from procurement_items),
            false
        ) as is_procurement
    from decided

),

judged as (

    select
        *,
        if(is_procurement, '政府采购', line_side) as destination,
        case
            when role = 'change' then '增减变动额'
            when role = 'excluded' then '不属本单位收支的金额'
            when role <> 'amount' then '含义未知'
            when value_number is null then '数值无法识别'
            when unit_factor is null then '金额单位无法识别'
            when amount_yuan is null then '金额超出范围'
            when not is_stage_known or not is_kind_known or not is_fund_known then '用语含义未知'
            when label_role = 'skip' then '不属收支的行'
            when line_item_name is null then '项目名称缺失'
            when
                not has_label_meaning
                and not has_item_meaning
                and not is_account_name
                and not is_procurement
                and project_name is null
                and kind_key is null
                then '项目含义未知'
            when line_side is null then '收支方向不明'
            when line_year is null then '年度不明'
        end as reason_before_duplicates
    from sided

),

-- However often a figure is said, it is one row: where it is said first.
counted as (

    select
        *,
        row_number() over (
            partition by
                report_key,
                destination,
                line_year,
                line_stage,
                line_kind,
                line_fund,
                if(line_side = '收入', line_source, null),
                line_item_name,
                project_name,
                amount_yuan,
                reason_before_duplicates is null
            order by figure_no
        ) as times_said
    from judged

),

final as (

    select
        figure_key,
        report_key,
        unit_key,
        file_sha256,
        figure_no,
        destination,
        line_year as fiscal_year,
        line_stage as budget_stage,
        line_kind as expenditure_kind,
        line_fund as fund_source,
        case when line_side = '收入' then line_source end as revenue_source,
        economic_code,
        line_item_name as line_item,
        project_name,
        coalesce(label_level, item_level) as stated_level,
        amount_yuan,
        value_text,
        unit_text,
        label_text,
        sentence,
        case
            when reason_before_duplicates is not null then reason_before_duplicates
            when times_said > 1 then '重复表述'
        end as left_out_reason,
        source_page,
        source_line,
        cell_key
    from counted

)

select * from final
