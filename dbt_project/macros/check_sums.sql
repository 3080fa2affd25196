{#
  Instances (see macro checked) of rules that compare a printed total with the sum of printed parts. `candidates` has one row per
  total: the columns of int_printed_figures with rule_id, check_key and check_id, a number for report, rule and check_key (macro
  numbered_key). `parts` has one row per part, likewise with the check_id of its total, and part_name, which is to be printed
  once. Lines beside the line they belong to (其中), or in place of it, leave several ways to add: `readings` is their number,
  `reading` of a part the one it belongs to (NULL: to each), and the nearest sum counts.
  `reasons` are conditions over `candidates`, `added` and `repeated` under which there is nothing to compare, each with its text.
  With `needs_parts` a total without parts is no instance: rows and columns with a single figure.
#}
{% macro sum_instances(candidates, parts, reasons, readings=1, needs_parts=false) -%}
    {%- set sums = [] -%}
    {%- for reading in range(1, readings + 1) -%}
        {%- set of_reading = ' filter (where coalesce(reading, ' ~ reading ~ ') = ' ~ reading ~ ')' -%}
        {%- for name, aggregate in [
            ('part_count', 'count(*)'),
            ('amount_yuan', 'sum(amount_yuan)'),
            ('rounding_yuan', 'sum(rounding_yuan)'),
            ('doubt', 'min(doubt)'),
            ('cell_key', 'arg_min(cell_key, line_no)'),
        ] -%}
            {%- do sums.append(aggregate ~ (of_reading if readings > 1 else '') ~ ' as ' ~ name ~ '_' ~ reading) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set cases = [] -%}
    {%- for condition, reason in reasons -%}
        {%- do cases.append('when ' ~ condition ~ " then '" ~ reason ~ "'") -%}
    {%- endfor -%}
added as (

    select
        check_id,
        list_unique(list(hash(part_name))) as name_count,
        bool_or(stated_level = 'total') as has_total,
        {{ sums | join(', ') }}
    from {{ parts }}
    group by check_id

),

repeated as (

    select check_id
    from {{ candidates }}
    group by check_id
    having count(*) > 1

),

totals as (

    select
        {{ candidates }}.*,
        case
            {{ cases | join(' ') }}
            when added.check_id is null then '没有印出各分项'
        end as not_evaluated_reason,
        {{ nearest_reading(candidates) if readings > 1 else 1 }} as nearest_reading,
        {{ in_nearest_reading('part_count', readings) }} as added_part_count,
        {{ in_nearest_reading('amount_yuan', readings) }} as added_amount_yuan,
        {{ in_nearest_reading('rounding_yuan', readings) }} as added_rounding_yuan,
        {{ in_nearest_reading('doubt', readings) }} as added_doubt,
        {{ in_nearest_reading('cell_key', readings) }} as added_cell_key
    from {{ candidates }}
    {{ 'inner' if needs_parts else 'left' }} join added on {{ candidates }}.check_id = added.check_id
    left join repeated on {{ candidates }}.check_id = repeated.check_id

),

-- What is told of a total and its parts is looked up only where they do not add up: most sums hold.
missed as (

    select distinct
        check_id,
        nearest_reading
    from totals
    where amount_yuan <> added_amount_yuan

),

missed_parts as (

    select
        parts.check_id,
        missed.nearest_reading,
        parts.cell_key,
        parts.statement_no,
        parts.line_no
    from {{ parts }} as parts
    inner join missed on parts.check_id = missed.check_id
    where {{ 'coalesce(parts.reading, missed.nearest_reading) = missed.nearest_reading' if readings > 1 else 'true' }}

),

-- As one list: DuckDB expects as many rows of a query as its tables have, and would put all figures in order for these few.
missed_cells as (

    select list(cell_key) as cell_keys
    from (
        select missed_parts.cell_key
        from missed_parts

        union all

        select totals.cell_key
        from totals
        inner join missed on totals.check_id = missed.check_id
    )

),

texts as (

    select
        cell_key,
        statement_no,
        line_no,
        statement,
        coalesce(array_to_string(heading_keys, '·'), '') as column_text,
        {{ figure_name() }} as figure_name,
        value_text,
        unit_text
    from {{ ref('int_printed_figures') }}
    where
        cell_key in (select unnest(missed_cells.cell_keys) from missed_cells)
        and {{ only_changed() }}

),

told as (

    select
        missed_parts.check_id,
        missed_parts.nearest_reading,
        string_agg(
            concat(texts.figure_name, ' ', texts.value_text), '＋' order by texts.line_no, texts.cell_key
        ) as parts_text
    from missed_parts
    inner join texts
        on
            missed_parts.cell_key = texts.cell_key
            and missed_parts.statement_no = texts.statement_no
            and missed_parts.line_no = texts.line_no
    group by
        missed_parts.check_id,
        missed_parts.nearest_reading

),

instances as (

    select
        totals.report_key,
        totals.rule_id,
        totals.check_key,
        cast(null as boolean) as is_held,
        totals.not_evaluated_reason,
        coalesce(totals.doubt, totals.added_doubt) as doubt,
        totals.amount_yuan / totals.unit_factor as reported_value,
        totals.added_amount_yuan / totals.unit_factor as expected_value,
        (totals.rounding_yuan + totals.added_rounding_yuan) / totals.unit_factor as rounding,
        if(totals.amount_yuan <> totals.added_amount_yuan, map {
            'statement': texts.statement,
            'column': texts.column_text,
            'line': texts.figure_name,
            'reported': texts.value_text,
            'expected': {{ shown_in_unit('totals.added_amount_yuan', 'totals.unit_factor') }},
            'parts': if(
                length(told.parts_text) <= {{ var('longest_parts_text') }},
                told.parts_text,
                concat(totals.added_part_count, '项')
            ),
            'unit': texts.unit_text
        }, null) as operands,
        totals.source_page,
        totals.source_line,
        totals.cell_key,
        totals.added_cell_key as other_cell_key
    from totals
    left join told
        on
            totals.check_id = told.check_id
            and totals.nearest_reading = told.nearest_reading
    left join texts
        on
            totals.cell_key = texts.cell_key
            and totals.statement_no = texts.statement_no
            and totals.line_no = texts.line_no

)
{%- endmacro %}

{# The way to add whose sum is nearest to the total; the first where both are equally near. #}
{% macro nearest_reading(candidates) -%}
    if(
        coalesce(
            abs({{ candidates }}.amount_yuan - added.amount_yuan_1)
            <= abs({{ candidates }}.amount_yuan - added.amount_yuan_2),
            added.amount_yuan_2 is null
        ),
        1,
        2
    )
{%- endmacro %}

{% macro in_nearest_reading(name, readings) -%}
    {%- set first = 'added.' ~ name ~ '_1' -%}
    {{ 'if(nearest_reading = 1, ' ~ first ~ ', added.' ~ name ~ '_2)' if readings > 1 else first }}
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
