{# Whether a printed value says that there is none: —, －, /, 无 ... (var null_marks) or nothing at all. A backslash is no
   literal here: dbt takes the SQL of a unit test for one that escapes the quote behind it. #}
{% macro is_null_mark(text) -%}
    {%- set marks = ["''"] -%}
    {%- for mark in var('null_marks') -%}
        {%- do marks.append('chr(92)' if mark == '\\' else "'" ~ mark ~ "'") -%}
    {%- endfor -%}
    coalesce({{ folded(text) }} in ({{ marks | join(', ') }}), true)
{%- endmacro %}

{# The number a cell prints, else NULL: thousands separators, full-width digits and dots, negatives as -, −, △, ▲ or in
   brackets, a unit or a note in brackets behind it. Two numbers in one cell, percentages and words are not read. #}
{% macro printed_number(text) -%}
    {{ number_in(folded(text)) }}
{%- endmacro %}

{# The same of a text in its lookup form. #}
{% macro number_in(folded_text) -%}
    {%- set text = "regexp_replace(" ~ folded_text ~ ", '^[−▲△]', '-')" -%}
    {%- set body = '(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?|\\.\\d+' -%}
    {%- set unit = '(?:' ~ var('trailing_units') | join('|') ~ ')?' -%}
    {%- set note = '(?:\\((?:[^()\\d][^()]*|注\\d*)\\)|[*＊①-⑳])*' -%}
    case
        when regexp_full_match({{ text }}, '[-+]?(?:{{ body }}){{ unit }}{{ note }}')
            then try_cast(replace(regexp_extract({{ text }}, '^\+?(-?(?:{{ body }}))', 1), ',', '') as decimal(24, 6))
        when regexp_full_match({{ text }}, '\((?:{{ body }}){{ unit }}\)')
            then -try_cast(replace(regexp_extract({{ text }}, '({{ body }})', 1), ',', '') as decimal(24, 6))
    end
{%- endmacro %}

{# A percentage as percent: '98.5%' is 98.5; without the sign the number as printed. #}
{% macro printed_percent(text) -%}
    {{ number_in("regexp_replace(" ~ folded(text) ~ ", '%$', '')") }}
{%- endmacro %}

{# An amount in yuan, rounded half away from zero; NULL where it is too large to be an amount. #}
{% macro amount_in_yuan(number, factor) -%}
    try_cast(round(try_cast({{ number }} as decimal(20, 6)) * cast({{ factor }} as decimal(12, 0)), 2) as decimal(18, 2))
{%- endmacro %}

{# A four-digit year from 19xx or 20xx, else NULL. #}
{% macro printed_year(text) -%}
    try_cast(nullif(regexp_extract({{ folded(text) }}, '((?:19|20)\d{2})', 1), '') as integer)
{%- endmacro %}

{# Whether a cell prints a number and nothing else: an amount, a count, a code, a percentage. Made apart from the
   readers of tables, so that the numbers they left alone are counted, too. #}
{% macro holds_number(text) -%}
    (
        length({{ text }}) <= {{ var('longest_number') }}
        and regexp_full_match(
            {{ folded(text) }}, '[△▲−+(-]*[¥￥]?\d[\d,]*(?:\.\d+)?\)?(?:%|[十百千万亿美欧港日]{0,3}元)?'
        )
    )
{%- endmacro %}

{# The one year a file name gives (某局2023年度部门决算.xlsx), else NULL: dates and document numbers give none, nor do
   two years. #}
{% macro year_of_file_name(file_name) -%}
    {%- set stem = "regexp_replace(" ~ folded(file_name) ~ ", '\\.[A-Za-z]+$', '')" -%}
    {%- set apart = "regexp_replace(" ~ stem ~ ", '([0-9]+)', ' \\1 ', 'g')" -%}
    {%- set one_year = "' (20[0-9]{2}) (?:年度?)?(?:[^年 ./_-]|[./_-][^ ]|$)'" -%}
    {%- set years = "list_distinct(regexp_extract_all(" ~ apart ~ ", " ~ one_year ~ ", 1))" -%}
    if(len({{ years }}) = 1, try_cast({{ years }}[1] as integer), null)
{%- endmacro %}
