{#
  Instances (see macro checked) of rules that compare a printed total with the sum of printed parts. `totals` has one row per
  comparison: the columns of int_printed_figures with rule_id, check_key and a reason why it cannot be made
  (not_evaluated_reason, or NULL); `parts` the same columns for what should add up to it. Where a statement may be read in more
  than one way (其中 lines beside the line they belong to) `alternative` numbers the ways, and the nearest sum counts.
#}
{% macro sum_instances(totals, parts) -%}
added as (

    select
        report_key,
        rule_id,
        check_key,
        alternative,
        sum(amount_yuan) as amount_yuan,
        sum(rounding_yuan) as rounding_yuan,
        count(*) as part_count,
        min(doubt) as doubt,
        arg_min(cell_key, line_no) as first_cell_key
    from {{ parts }}
    group by
        report_key,
        rule_id,
        check_key,
        alternative

),

-- What is told of the parts is put together only where they do not add up: most sums hold.
missed as (

    select distinct
        totals.report_key,
        totals.rule_id,
        totals.check_key
    from {{ totals }} as totals
    inner join added
        on
            totals.report_key = added.report_key
            and totals.rule_id = added.rule_id
            and totals.check_key = added.check_key
    where totals.amount_yuan <> added.amount_yuan

),

told as (

    select
        parts.report_key,
        parts.rule_id,
        parts.check_key,
        parts.alternative,
        string_agg(
            concat({{ figure_name('parts') }}, ' ', parts.value_text), '＋' order by parts.line_no, parts.line_key
        ) as parts_text
    from {{ parts }} as parts
    inner join missed
        on
            parts.report_key = missed.report_key
            and parts.rule_id = missed.rule_id
            and parts.check_key = missed.check_key
    group by
        parts.report_key,
        parts.rule_id,
        parts.check_key,
        parts.alternative

),

instances as (

    select
        totals.report_key,
        totals.rule_id,
        totals.check_key,
        cast(null as boolean) as is_held,
        case
            when totals.not_evaluated_reason is not null then totals.not_evaluated_reason
            when added.part_count is null then '没有印出各分项'
        end as not_evaluated_reason,
        coalesce(totals.doubt, added.doubt) as doubt,
        totals.amount_yuan / totals.unit_factor as reported_value,
        added.amount_yuan / totals.unit_factor as expected_value,
        (totals.rounding_yuan + added.rounding_yuan) / totals.unit_factor as rounding,
        if(totals.amount_yuan <> added.amount_yuan, map {
            'statement': totals.statement,
            'column': coalesce(array_to_string(totals.heading_keys, '·'), ''),
            'line': {{ figure_name('totals') }},
            'reported': totals.value_text,
            'expected': {{ shown_in_unit('added.amount_yuan', 'totals.unit_factor') }},
            'parts': if(
                length(told.parts_text) <= {{ var('longest_parts_text') }},
                told.parts_text,
                concat(added.part_count, '项')
            ),
            'unit': totals.unit_text
        }, null) as operands,
        totals.source_page,
        totals.source_line,
        totals.cell_key,
        added.first_cell_key as other_cell_key
    from {{ totals }} as totals
    left join added
        on
            totals.report_key = added.report_key
            and totals.rule_id = added.rule_id
            and totals.check_key = added.check_key
    left join told
        on
            added.report_key = told.report_key
            and added.rule_id = told.rule_id
            and added.check_key = told.check_key
            and added.alternative = told.alternative
    qualify
        row_number() over (
            partition by totals.report_key, totals.rule_id, totals.check_key, totals.line_key
            order by abs(totals.amount_yuan - added.amount_yuan), added.alternative
        ) = 1

)
{%- endmacro %}

{# An amount of yuan in a printed unit, as a person writes it. #}
{% macro shown_in_unit(amount_yuan, unit_factor) -%}
    {{ shown_number('cast(round(' ~ amount_yuan ~ ' / ' ~ unit_factor ~ ', 4) as decimal(20, 4))') }}
{%- endmacro %}

{# What a person calls a figure's row: its code and label as printed. #}
{% macro figure_name(relation=none) -%}
    {%- set prefix = relation ~ '.' if relation else '' -%}
    concat_ws(
        ' ',
        {{ prefix }}function_code,
        {{ prefix }}economic_code,
        coalesce({{ prefix }}label_text, {{ prefix }}line_item)
    )
{%- endmacro %}

{# Whether two amounts of the same money differ by exactly the ratio of two units of money (var unit_ratios). Both must
   be printed precisely enough for that not to be chance: 0.3 万元 is no 2,995 万元 in a wrong unit. #}
{% macro is_unit_confusion(one, other) -%}
    {%- set ratios = [] -%}
    {%- for ratio in var('unit_ratios') -%}
        {%- for large, small in [(one, other), (other, one)] -%}
            {%- do ratios.append(
                'abs(' ~ large ~ '.amount_yuan - ' ~ small ~ '.amount_yuan * ' ~ ratio ~ '.0::double) <= '
                ~ large ~ '.rounding_yuan + ' ~ small ~ '.rounding_yuan * ' ~ ratio
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    (
        {{ one }}.amount_yuan <> 0
        and {{ other }}.amount_yuan <> 0
        and {{ one }}.rounding_yuan <= {{ var('unit_confusion_precision') }} * abs({{ one }}.amount_yuan)
        and {{ other }}.rounding_yuan <= {{ var('unit_confusion_precision') }} * abs({{ other }}.amount_yuan)
        and ({{ ratios | join(' or ') }})
    )
{%- endmacro %}
