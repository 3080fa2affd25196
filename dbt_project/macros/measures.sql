{#
   What an indicator's target or achievement says where it is one number: operator, value and unit. Words, dates, ranges
   and strict comparisons (the contract knows >=, = and <= only) give NULL for all three: they are not bent into a number.
   Words before and behind the number come from seed operator_words by model int_measure_words (words_before, words_after,
   longest_after). They are looked up, not part of the pattern: one that is not constant is compiled anew for every row.

   A text in its lookup form (macro folded) goes through measure_parts and measure_end first; `name` is the prefix of their columns
   <name>_parts and <name>_end.
#}
{% macro measure_parts(text) -%}
    regexp_extract(
        {{ text }},
        '^([^0-9-]*)(-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)(.*)$',
        ['before', 'number', 'behind']
    )
{%- endmacro %}

{# The longest word with a meaning at the end of what stands behind the number. #}
{% macro measure_end(name) -%}
    coalesce(list_filter(longest_after, lambda word: ends_with({{ name }}_parts['behind'], word))[1], '')
{%- endmacro %}

{% macro unit_behind(name) -%}
    left({{ name }}_parts['behind'], length({{ name }}_parts['behind']) - length({{ name }}_end))
{%- endmacro %}

{% macro is_measure(name) -%}
    (
        {{ name }}_parts['number'] <> ''
        and ({{ name }}_parts['before'] = '' or words_before[{{ name }}_parts['before']] is not null)
        and regexp_full_match({{ unit_behind(name) }}, '[^0-9.,;:、~<>=≥≤-]{0,8}')
        and not regexp_matches({{ name }}_key, '(?:19|20)[0-9]{2}年')
    )
{%- endmacro %}

{% macro measure_operator(name) -%}
    case
        when {{ is_measure(name) }}
            then coalesce(words_before[{{ name }}_parts['before']], words_after[{{ name }}_end], '=')
    end
{%- endmacro %}

{% macro measure_value(name) -%}
    case
        when {{ is_measure(name) }}
            then try_cast(replace({{ name }}_parts['number'], ',', '') as decimal(18, 4))
    end
{%- endmacro %}

{% macro measure_unit(name) -%}
    case
        when {{ is_measure(name) }}
            then nullif({{ unit_behind(name) }}, '')
    end
{%- endmacro %}
