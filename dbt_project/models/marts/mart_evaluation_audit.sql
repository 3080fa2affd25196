with

evaluations as (

    select * from {{ ref('fact_evaluation') }}

),

lines as (

    select
        report_key,
        statement,
        project_name,
        count(*) as line_count,
        count(recomputed_score) as computed_line_count,
        sum(weight) as weight_sum,
        sum(score) as score_sum,
        count(*) filter (where weight is null) as lines_without_weight,
        count(*) filter (where score is null) as lines_without_score,
        sum(coalesce(recomputed_score, score)) as audited_total_score,
        max(score) filter (where is_execution_rate) as execution_rate_score,
        max(recomputed_score) filter (where is_execution_rate) as recomputed_execution_rate_score,
        count(*) filter (where is_lost_without_reason) as lost_without_reason_count,
        count(*) filter (where is_full_for_missed) as full_for_missed_count
    from {{ ref('mart_score_audit') }}
    group by
        report_key,
        statement,
        project_name

),

final as (

    select
        evaluations.evaluation_key,
        evaluations.report_key,
        evaluations.unit_key,
        evaluations.fiscal_year,
        evaluations.statement,
        evaluations.project_name,
        evaluations.total_weight,
        if(lines.lines_without_weight = 0, lines.weight_sum, null) as weight_sum,
        evaluations.total_score,
        if(lines.lines_without_score = 0, lines.score_sum, null) as score_sum,
        cast(
            if(lines.lines_without_score = 0, lines.audited_total_score, null) as decimal(9, 2)
        ) as audited_total_score,
        evaluations.execution_rate,
        lines.execution_rate_score,
        lines.recomputed_execution_rate_score,
        cast(coalesce(lines.line_count, 0) as integer) as line_count,
        cast(coalesce(lines.computed_line_count, 0) as integer) as computed_line_count,
        cast(coalesce(lines.lost_without_reason_count, 0) as integer) as lost_without_reason_count,
        cast(coalesce(lines.full_for_missed_count, 0) as integer) as full_for_missed_count,
        evaluations.source_page,
        evaluations.source_line,
        evaluations.cell_key
    from evaluations
    left join lines
        on
            evaluations.report_key = lines.report_key
            and evaluations.statement = lines.statement
            and evaluations.project_name is not distinct from lines.project_name

)

select * from final
