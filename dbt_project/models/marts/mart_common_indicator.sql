with

indicators as (

    select
        *,
        string_split(indicator_keys, '|') as name_keys
    from {{ ref('common_indicators') }}

),

unit_years as (

    select
        unit_key,
        fiscal_year
    from {{ ref('mart_unit_year') }}
    where report_count > 0

),

measures as (

    select * from {{ ref('mart_unit_measure') }}

),

measure_names as (

    select
        measure,
        title
    from {{ ref('measures') }}

),

-- What the report gives itself for the indicator of that name.
self_scores as (

    select
        scores.unit_key,
        scores.fiscal_year,
        indicators.indicator,
        scores.actual_text,
        scores.weight,
        scores.score,
        scores.indicator_score_key
    from {{ ref('fact_indicator_score') }} as scores
    inner join indicators
        on list_contains(indicators.name_keys, {{ folded('coalesce(scores.level3, scores.level2)') }})
    where scores.project_name is null
    qualify
        row_number() over (
            partition by
                scores.unit_key,
                scores.fiscal_year,
                indicators.indicator
            order by
                scores.score asc nulls last,
                scores.indicator_score_key asc
        ) = 1

),

joined as (

    select
        unit_years.unit_key,
        unit_years.fiscal_year,
        indicators.*,
        upper_value.value as upper_value,
        less_value.value as less_value,
        lower_value.value as lower_value,
        upper_value.fund_source as upper_fund,
        lower_value.fund_source as lower_fund,
        list_sort(list_distinct(
            [
                if(
                    upper_value.value is null,
                    concat(unit_years.fiscal_year + indicators.numerator_year_shift, '年', upper_name.title),
                    null
                ),
                if(
                    indicators.less is not null and less_value.value is null,
                    concat(unit_years.fiscal_year + indicators.less_year_shift, '年', less_name.title),
                    null
                ),
                if(
                    lower_value.value is null,
                    concat(unit_years.fiscal_year + indicators.denominator_year_shift, '年', lower_name.title),
                    null
                )
            ]
        )) as missing
    from unit_years
    cross join indicators
    left join measures as upper_value
        on
            unit_years.unit_key = upper_value.unit_key
            and unit_years.fiscal_year + indicators.numerator_year_shift = upper_value.fiscal_year
            and indicators.numerator = upper_value.measure
    left join measures as less_value
        on
            unit_years.unit_key = less_value.unit_key
            and unit_years.fiscal_year + indicators.less_year_shift = less_value.fiscal_year
            and indicators.less = less_value.measure
    left join measures as lower_value
        on
            unit_years.unit_key = lower_value.unit_key
            and unit_years.fiscal_year + indicators.denominator_year_shift = lower_value.fiscal_year
            and indicators.denominator = lower_value.measure
    left join measure_names as upper_name on indicators.numerator = upper_name.measure
    left join measure_names as less_name on indicators.less = less_name.measure
    left join measure_names as lower_name on indicators.denominator = lower_name.measure

),

computed as (

    select
        *,
        case
            when len(missing) > 0 then concat('缺', array_to_string(missing, '、'))
            when upper_fund <> lower_fund then concat('分子为', upper_fund, '口径，分母为', lower_fund, '口径')
            when lower_value = 0 then '分母为零'
        end as not_computed_reason
    from joined

),

final as (

    select
        {{ hashed_key(['computed.unit_key', 'computed.fiscal_year', 'computed.indicator']) }} as common_indicator_key,
        computed.unit_key,
        computed.fiscal_year,
        computed.indicator,
        cast(computed.upper_value - coalesce(computed.less_value, 0) as decimal(18, 2)) as numerator,
        cast(computed.lower_value as decimal(18, 2)) as denominator,
        cast(
            if(
                computed.not_computed_reason is null,
                100 * (computed.upper_value - coalesce(computed.less_value, 0)) / computed.lower_value,
                null
            ) as decimal(12, 2)
        ) as value,
        computed.not_computed_reason,
        self_scores.actual_text as reported_text,
        self_scores.weight,
        self_scores.score as self_score,
        self_scores.indicator_score_key,
        computed.formula,
        computed.basis
    from computed
    left join self_scores
        on
            computed.unit_key = self_scores.unit_key
            and computed.fiscal_year = self_scores.fiscal_year
            and computed.indicator = self_scores.indicator

)

select * from final
