{#
  What every check of the rule catalogue shares. A check model builds a CTE of instances, one row per thing that can be compared:
    report_key, rule_id,
    check_key               business key within report and rule (statement, row, column), never coordinates
    is_held                 whether the rule holds, for rules without figures; NULL where figures decide
    not_evaluated_reason    why it cannot be compared at all, else NULL
    doubt                   why a failure would not prove a contradiction (rows left out, uncertain characters), else NULL
    reported_value, expected_value, rounding      in the reported figure's printed unit; rounding is half of the last printed
                            digit of every operand, added up
    operands                map of the message's placeholders to what is printed, asked for only where the rule fails; NULL
                            where it holds saves time
    source_page, source_line, cell_key, other_cell_key
  With `operands` as an argument, an expression over the instances, the map is made of failures alone: rules with many instances
  hand its texts on as columns of their own.
  It ends with `checked`, which decides pass, fail or not_evaluated, and gives a report that a rule applies to but has nothing
  to compare in a row that says so.
#}

{# Half of the last printed digit: 0.005 × 10000 for 12.34 万元. #}
{% macro printed_rounding(value_text, unit_factor) -%}
    (
        0.5 * power(10, -length(regexp_extract({{ folded(value_text) }}, '\d\.(\d+)', 1)))
        * {{ unit_factor }}
    )
{%- endmacro %}

{# A number as a person writes it: no zeros behind the last digit that says something. #}
{% macro shown_number(number) -%}
    regexp_replace(regexp_replace(cast({{ number }} as varchar), '(\.\d*?)0+$', '\1'), '\.$', '')
{%- endmacro %}

{% macro checked(instances, rule_ids, operands='operands') -%}
rules_here as (

    select
        rule_id,
        severity,
        tolerance_kind,
        tolerance,
        string_split(applies_to, '|') as applies_to
    from {{ ref('rules') }}
    where rule_id in ({% for rule_id in rule_ids %}'{{ rule_id }}'{{ ', ' if not loop.last }}{% endfor %})

),

checked_reports as (

    select
        report_key,
        unit_key,
        fiscal_year,
        report_type
    from {{ ref('int_report_versions') }}
    where
        is_published
        and {{ only_changed() }}

),

-- A report without anything a rule that applies to it could compare has one row that says so.
applied_rules as (

    select
        checked_reports.report_key,
        checked_reports.unit_key,
        checked_reports.fiscal_year,
        rules_here.rule_id,
        rules_here.severity,
        rules_here.tolerance_kind,
        rules_here.tolerance as tolerance_units,
        (
            list_contains(rules_here.applies_to, '*')
            or list_contains(rules_here.applies_to, checked_reports.report_type)
        ) as is_applicable
    from checked_reports
    cross join rules_here

),

measured_instances as (

    select
        found.* replace (
            applied_rules.report_key as report_key,
            applied_rules.rule_id as rule_id,
            cast(found.reported_value as decimal(20, 4)) as reported_value,
            cast(found.expected_value as decimal(20, 4)) as expected_value
        ),
        applied_rules.unit_key as reporting_unit_key,
        applied_rules.fiscal_year as report_year,
        found.report_key is not null as has_instance,
        applied_rules.severity,
        applied_rules.tolerance_kind,
        cast(
            cast(found.reported_value as decimal(20, 4)) - cast(found.expected_value as decimal(20, 4))
            as decimal(20, 4)
        ) as difference,
        cast(
            case applied_rules.tolerance_kind
                when 'printed' then applied_rules.tolerance_units * found.rounding
                when 'fixed' then applied_rules.tolerance_units
            end as decimal(20, 4)
        ) as tolerance
    from applied_rules
    left join {{ instances }} as found
        on
            applied_rules.report_key = found.report_key
            and applied_rules.rule_id = found.rule_id
    where
        found.report_key is not null
        or applied_rules.is_applicable

),

judged_instances as (

    select
        *,
        case
            when not has_instance then 'not_evaluated'
            when not_evaluated_reason is not null then 'not_evaluated'
            when coalesce(is_held, abs(difference) <= tolerance) then 'pass'
            when coalesce(is_held, abs(difference) <= tolerance) is null then 'not_evaluated'
            when doubt is not null then 'not_evaluated'
            else 'fail'
        end as outcome
    from measured_instances

),

final as (

    select
        report_key,
        reporting_unit_key as unit_key,
        report_year as fiscal_year,
        rule_id,
        if(has_instance, check_key, '') as check_key,
        outcome,
        case
            when not has_instance then '报告中没有可核对的内容'
            when outcome = 'not_evaluated' then coalesce(not_evaluated_reason, doubt, '缺少可比较的数')
        end as not_evaluated_reason,
        reported_value,
        expected_value,
        difference,
        if(has_instance, tolerance, null) as tolerance,
        if(outcome = 'fail', {{ operands }}, null) as operands,
        case
            when
                outcome = 'fail'
                and tolerance_kind = 'printed'
                and abs(difference) <= {{ var('rounding_info_bound') }} * tolerance
                then 'info'
            else severity
        end as severity,
        source_page,
        source_line,
        cell_key,
        other_cell_key
    from judged_instances

)

select * from final
{%- endmacro %}

{# Words of a list in the project's vars, quoted for `in (...)` or a list. #}
{% macro quoted_list(words) -%}
    '{{ words | join("', '") }}'
{%- endmacro %}

{# The rows of all check models, one below the other. #}
{% macro union_of_checks(check_models) -%}
    {%- set columns = [
        'report_key', 'unit_key', 'fiscal_year', 'rule_id', 'check_key', 'outcome', 'not_evaluated_reason', 'reported_value',
        'expected_value', 'difference', 'tolerance', 'operands', 'severity', 'source_page', 'source_line', 'cell_key',
        'other_cell_key',
    ] -%}
    {%- set selects = [] -%}
    {%- for check_model in check_models -%}
        {%- do selects.append('select ' ~ columns | join(', ') ~ ' from ' ~ check_model) -%}
    {%- endfor -%}
    {{ selects | join(' union all ') }}
{%- endmacro %}

{# Operands with the size of the difference, which every message may name. #}
{% macro with_difference(operands, difference) -%}
    map_concat(map {'difference': {{ shown_number('abs(' ~ difference ~ ')') }}}, {{ operands }})
{%- endmacro %}

{# A message: the template with what is printed in place of its {placeholders}. #}
{% macro told_message(template, operands) -%}
    list_reduce(list_prepend({{ template }}, list_transform(map_entries({{ operands }}), lambda entry: concat(entry['key'], chr(31), coalesce(entry['value'], '')))), lambda told, entry: replace(told, concat('{', split_part(entry, chr(31), 1), '}'), split_part(entry, chr(31), 2)))
{%- endmacro %}

{# An amount in a unit of money as digits with two decimals, to be compared digit by digit. #}
{% macro digits_in_unit(amount_yuan, unit_factor) -%}
    printf('%.2f', cast({{ amount_yuan }} / {{ unit_factor }} as double))
{%- endmacro %}

{# Whether two numbers of as many digits differ in one of them: a slip of the finger. Short ones may by chance. #}
{% macro differ_by_a_digit(one, other) -%}
    (
        length({{ one }}) = length({{ other }})
        and length({{ one }}) >= {{ var('least_digits_of_a_slip') }}
        and list_sum(list_transform(
            range(1, length({{ one }}) + 1), lambda place: cast({{ one }}[place] <> {{ other }}[place] as integer)
        )) = 1
    )
{%- endmacro %}

{# A project's name to compare by: text says 项目 behind a name that the form prints without. #}
{% macro project_key(name) -%}
    regexp_replace({{ folded(name) }}, '(.)项目$', '\1')
{%- endmacro %}
