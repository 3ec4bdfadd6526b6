using System.Text.RegularExpressions;
using Sync.Model;

namespace Sync.Insights.Catalog;

/// <summary>Guesses a strain from a product's name and category, where the POS states none.</summary>
public static partial class StrainInference
{
    /// <summary>The strain that a name or category says in so many words; null where neither does, or where they say several.</summary>
    public static StrainType? From(string name, string category, string? subcategory) =>
        FromText(name) ?? FromText(subcategory) ?? FromText(category);

    private static StrainType? FromText(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        StrainType? found = null;
        foreach (Match match in Words().Matches(text))
        {
            var strain = match.Groups["strain"].Value.ToLowerInvariant() switch
            {
                "sativa" => StrainType.Sativa,
                "indica" => StrainType.Indica,
                "hybrid" => StrainType.Hybrid,
                _ => StrainType.Cbd,
            };
            if (found is not null && found != strain) return null;
            found = strain;
        }

        return found;
    }

    // "Sativa-dominant hybrid" names two and stays unknown; "CBD" counts only as a word of its own.
    [GeneratedRegex(@"\b(?<strain>sativa|indica|hybrid|cbd)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
