{#
   What an indicator's target or achievement says where it is one number: operator, value and unit. Words, dates, ranges
   and strict comparisons (the contract knows >=, = and <= only) give NULL for all three: they are not bent into a number.
   `text` is a column with the text in its lookup form (macro folded); `pattern`, `words_before` and `words_after` come from
   seed operator_words by model int_measure_words.
#}
{% macro is_measure(text) -%}
    (regexp_matches({{ text }}, pattern) and not regexp_matches({{ text }}, '(?:19|20)[0-9]{2}年'))
{%- endmacro %}

{% macro measure_operator(text) -%}
    case
        when {{ is_measure(text) }}
            then coalesce(
                words_before[regexp_extract({{ text }}, pattern, 1)],
                words_after[regexp_extract({{ text }}, pattern, 4)],
                '='
            )
    end
{%- endmacro %}

{% macro measure_value(text) -%}
    case
        when {{ is_measure(text) }}
            then try_cast(replace(regexp_extract({{ text }}, pattern, 2), ',', '') as decimal(18, 4))
    end
{%- endmacro %}

{% macro measure_unit(text) -%}
    case
        when {{ is_measure(text) }}
            then nullif(regexp_extract({{ text }}, pattern, 3), '')
    end
{%- endmacro %}
