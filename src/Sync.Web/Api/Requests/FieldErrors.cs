namespace Sync.Web.Api.Requests;

/// <summary>What is wrong with a request, gathered so that it is told all at once.</summary>
internal sealed class FieldErrors
{
    private readonly SortedDictionary<string, List<string>> errors = new(StringComparer.Ordinal);

    public void Add(string field, string message)
    {
        if (!errors.TryGetValue(field, out var messages)) errors[field] = messages = [];
        if (!messages.Contains(message)) messages.Add(message); // a field may be looked at twice
    }

    public bool Has(string field) => errors.ContainsKey(field);

    /// <exception cref="ApiProblem">Something is wrong.</exception>
    public void Check()
    {
        if (errors.Count > 0) throw ApiProblem.Invalid(errors.ToDictionary(e => e.Key, e => (IReadOnlyList<string>)e.Value));
    }
}
