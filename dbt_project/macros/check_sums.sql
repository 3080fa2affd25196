{#
  Instances (see macro checked) of rules that compare a printed total with the sum of printed parts. `totals` has one row per
  comparison: the columns of int_printed_figures with rule_id, check_key and a reason why it cannot be made
  (not_evaluated_reason, or NULL); `parts` the same columns for what should add up to it.
#}
{% macro sum_instances(totals, parts) -%}
added as (

    select
        report_key,
        rule_id,
        check_key,
        sum(amount_yuan) as amount_yuan,
        sum(rounding_yuan) as rounding_yuan,
        count(*) as part_count,
        min(doubt) as doubt,
        arg_min(cell_key, line_no) as first_cell_key,
        string_agg(concat({{ figure_name() }}, ' ', value_text), '＋' order by line_no, line_key) as parts_text
    from {{ parts }}
    group by
        report_key,
        rule_id,
        check_key

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
        map {
            'statement': totals.statement,
            'column': coalesce(array_to_string(totals.heading_keys, '·'), ''),
            'line': {{ figure_name('totals') }},
            'reported': totals.value_text,
            'expected': {{ shown_number('round(cast(added.amount_yuan as decimal(20, 4)) / totals.unit_factor, 4)') }},
            'parts': if(
                length(added.parts_text) <= {{ var('longest_parts_text') }},
                added.parts_text,
                concat(added.part_count, '项')
            ),
            'unit': totals.unit_text
        } as operands,
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

)
{%- endmacro %}

{# What a person calls a figure's row: its code and label as printed. #}
{% macro figure_name(relation=none) -%}
    {%- set prefix = relation ~ '.' if relation else '' -%}
    concat_ws(' ', {{ prefix }}function_code, {{ prefix }}economic_code, coalesce({{ prefix }}label_text, {{ prefix }}line_item))
{%- endmacro %}
