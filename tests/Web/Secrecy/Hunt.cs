using System.Text;

namespace Sync.Web.Tests.Secrecy;

/// <summary>Secrets by what they are, and the search for them: in clear, in base64, in hex and as a part of an address.</summary>
internal sealed class Hunt
{
    // Anything shorter would be found by chance.
    private const int Shortest = 8;
    private readonly Dictionary<string, string> secrets = new(StringComparer.Ordinal);

    public int Count => secrets.Count;

    public IEnumerable<string> Kinds => secrets.Values.Distinct();

    public void Add(string kind, string? secret)
    {
        if (secret is { Length: >= Shortest }) secrets.TryAdd(secret, kind);
    }

    public void Add(string kind, byte[] key)
    {
        Add(kind, Convert.ToBase64String(key));
        Add(kind, Convert.ToHexStringLower(key));
        Add(kind, Convert.ToHexString(key));
    }

    /// <summary>Where secrets were found, by kind; the secrets themselves are not in it.</summary>
    public List<string> Find(IEnumerable<string> texts)
    {
        var forms = secrets.SelectMany(s => FormsOf(s.Key).Select(f => (Form: f, Kind: s.Value))).DistinctBy(f => f.Form).ToList();
        return [.. texts.SelectMany(t => forms.Where(f => t.Contains(f.Form, StringComparison.Ordinal)).Select(f => $"{f.Kind} in: {Hidden(t, forms.Select(x => x.Form))}")).Distinct()];
    }

    private static string Hidden(string text, IEnumerable<string> forms)
    {
        foreach (var form in forms) text = text.Replace(form, "<SECRET>", StringComparison.Ordinal);
        return text.Length > 300 ? text[..300] : text;
    }

    // Base64 of a text within a longer one depends on where it begins: three shifts, without what its neighbours decide.
    private static IEnumerable<string> FormsOf(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return System.Net.WebUtility.UrlEncode(secret);
        var bytes = Encoding.UTF8.GetBytes(secret);
        for (var shift = 0; shift < 3; shift++)
        {
            var text = Convert.ToBase64String([.. new byte[shift], .. bytes]).TrimEnd('=');
            var core = text[(shift == 0 ? 0 : shift + 1)..^1];
            yield return core;
            yield return core.Replace('+', '-').Replace('/', '_');
        }
    }
}
