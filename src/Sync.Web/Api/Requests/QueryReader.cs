using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Sync.Web.Api.Requests;

/// <summary>Reads the parameters of a query, strictly: one that is unknown, twice or of another form is said, all at once by <see cref="Check"/>.</summary>
internal sealed partial class QueryReader(IQueryCollection query)
{
    private readonly FieldErrors errors = new();
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>A text; null where it is not given.</summary>
    public string? Text(string name, int most = 500)
    {
        known.Add(name);
        if (!query.TryGetValue(name, out var given)) return null;
        if (given is [{ Length: > 0 } text] && text.Length <= most) return text;
        errors.Add(name, $"Give '{name}' once, with 1 to {most} letters.");
        return null;
    }

    /// <summary>One of a few texts; null where it is not given.</summary>
    public string? OneOf(string name, params IReadOnlyList<string> choices)
    {
        if (Text(name) is not { } text) return null;
        if (choices.Contains(text)) return text;
        errors.Add(name, $"'{name}' must be one of {string.Join(", ", choices)}.");
        return null;
    }

    /// <summary>An instant; null where it is not given.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text) return null;
        // By its form first: what is a date in one country's order is another day in the next.
        if (Instant().IsMatch(text) && DateTimeOffset.TryParse(text.ToUpperInvariant(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return time;
        errors.Add(name, $"'{name}' must be a date, such as 2026-01-31, or an instant with its offset, such as 2026-01-31T09:30:00Z (a '+' in an address is %2B).");
        return null;
    }

    /// <summary>A whole number within bounds.</summary>
    public int Number(string name, int least, int most, int otherwise)
    {
        if (Text(name) is not { } text) return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        errors.Add(name, $"'{name}' must be a whole number from {least} to {most}.");
        return otherwise;
    }

    /// <summary>Says that a parameter is wrong.</summary>
    public void Wrong(string name, string sentence) => errors.Add(name, sentence);

    /// <summary>Refuses the query where anything in it was wrong, or was not read.</summary>
    /// <exception cref="ApiProblem">It is so.</exception>
    public void Check()
    {
        foreach (var name in query.Keys.Where(k => !known.Contains(k)))
            errors.Add(name, known.Count == 0 ? "This takes no parameters." : $"'{name}' is not a parameter here. There are: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        errors.Check();
    }

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}))?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Instant();
}
