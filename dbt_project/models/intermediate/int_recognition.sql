{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

versions as (

    select
        report_key,
        file_name,
        file_sha256,
        is_current,
        is_quarantined
    from {{ ref('int_report_versions') }}
    where {{ only_changed() }}

),

-- In text a figure of both sides (收、支总计) is one printed figure.
figures as (

    select
        report_key,
        statement,
        left_out_reason
    from {{ ref('int_table_figures') }}
    where {{ only_changed() }}

    union all

    select
        report_key,
        '正文' as statement,
        if(bool_or(left_out_reason is null), null, min(left_out_reason)) as left_out_reason
    from {{ ref('int_text_figures') }}
    where {{ only_changed() }}
    group by
        report_key,
        figure_key

),

judged as (

    select
        versions.report_key,
        versions.file_name,
        versions.file_sha256,
        figures.statement,
        case
            when figures.left_out_reason is not null then figures.left_out_reason
            when versions.is_quarantined then '报告被隔离'
            when not versions.is_current then '报告已被新版本取代'
        end as reason
    from figures
    inner join versions on figures.report_key = versions.report_key

),

counted as (

    select
        report_key,
        file_name,
        file_sha256,
        statement,
        reason,
        count(*) as figure_count
    from judged
    group by
        report_key,
        file_name,
        file_sha256,
        statement,
        reason

),

final as (

    select
        report_key,
        file_name,
        file_sha256,
        statement,
        cast(sum(figure_count) as integer) as figures_printed,
        cast(coalesce(sum(figure_count) filter (where reason is null), 0) as integer) as figures_published,
        cast(coalesce(sum(figure_count) filter (where reason is not null), 0) as integer) as figures_left_out,
        string_agg(
            if(reason is null, null, concat(reason, '×', figure_count)), '；' order by figure_count desc, reason asc
        ) as left_out_reasons
    from counted
    group by
        report_key,
        file_name,
        file_sha256,
        statement

)

select * from final
