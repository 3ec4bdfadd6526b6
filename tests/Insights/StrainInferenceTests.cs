using Sync.Insights.Catalog;
using Sync.Model;

namespace Sync.Insights.Tests;

public sealed class StrainInferenceTests
{
    [Theory]
    [InlineData("Blue Dream Sativa", "Flower", null, StrainType.Sativa)]
    [InlineData("INDICA gummies", "Edibles", null, StrainType.Indica)]
    [InlineData("Blue Dream", "Flower", "Hybrid", StrainType.Hybrid)]
    [InlineData("Blue Dream", "Indica Flower", null, StrainType.Indica)]
    [InlineData("Relief Balm CBD", "Topical", null, StrainType.Cbd)]
    [InlineData("Blue Dream Sativa", "Indica", null, StrainType.Sativa)] // the name comes first
    [InlineData("Sativa-dominant hybrid", "Flower", null, null)] // names two
    [InlineData("Indicator", "Sativas", null, null)] // only whole words
    [InlineData("Blue Dream", "Flower", "", null)]
    [InlineData("", "", null, null)]
    public void Given_a_name_and_category_Then_only_what_they_say_in_so_many_words_is_inferred(string name, string category, string? subcategory, StrainType? strain) =>
        StrainInference.From(name, category, subcategory).ShouldBe(strain);
}
