using Sync.Model;

namespace Sync.Alleaves.Tests;

public sealed class ProductMappingTests
{
    [Fact]
    public void Given_the_references_sample_When_mapped_Then_every_field_is_there()
    {
        var product = (Product)Wires.Products("""
            {"products":[{"id_product":5512,"name":"Sunset Gummies 100mg","brand":"Example Farms","category":"Edibles","subcategory":"Gummies","price":18.5,"cost":8.25,"batchCost":8.1,"thc":0,"cbd":0,"strainType":"Hybrid","available":34,"has_inventory":true,"quantity":36}]}
            """).Records.ShouldHaveSingleItem();

        (product.Id, product.Name, product.Brand, product.Category, product.Subcategory).ShouldBe(("5512", "Sunset Gummies 100mg", "Example Farms", "Edibles", "Gummies"));
        (product.Price!.Value.Minor, product.Cost!.Value.Minor, product.BatchCost!.Value.Minor).ShouldBe((1850L, 825L, 810L));
        (product.ThcPercent, product.CbdPercent, product.Strain).ShouldBe((0m, 0m, StrainType.Hybrid));
        (product.Available, product.Quantity).ShouldBe((true, 36m));
    }

    [Theory]
    [InlineData("\"available\":true,\"quantity\":0", true)]
    [InlineData("\"available\":false,\"quantity\":9", false)]
    [InlineData("\"available\":0,\"has_inventory\":true", false)]
    [InlineData("\"available\":\"3\"", true)]
    [InlineData("\"available\":null,\"has_inventory\":false", false)]
    [InlineData("\"has_inventory\":true", true)]
    [InlineData("\"quantity\":0", false)]
    [InlineData("\"brand\":null", true)]
    public void Given_what_is_said_of_stock_When_mapped_Then_the_nearest_word_decides(string fields, bool expected) =>
        Wires.Product(fields).Available.ShouldBe(expected);

    [Theory]
    [InlineData("\"price\":0")]
    [InlineData("\"price\":\"0.00\"")]
    [InlineData("\"price\":null")]
    [InlineData("\"price\":\"\"")]
    [InlineData("\"brand\":null")]
    public void Given_no_real_price_When_mapped_Then_there_is_none(string fields) => Wires.Product(fields).Price.ShouldBeNull();

    [Theory]
    [InlineData("\"price\":\"$12.50\"", "The price is not a number.")]
    [InlineData("\"price\":\"12,50\"", "The price is not a number.")]
    [InlineData("\"price\":\"call us\"", "The price is not a number.")]
    [InlineData("\"price\":{\"amount\":5}", "The price is not a number.")]
    [InlineData("\"price\":-1", "The price is less than 0.")]
    [InlineData("\"price\":1000000000", "The price is too large.")]
    [InlineData("\"price_retail\":\"abc\"", "The price is not a number.")]
    [InlineData("\"price\":\"abc\",\"price_retail\":0", "The price is not a number.")]
    [InlineData("\"price\":-1,\"price_retail\":\"abc\"", "The price is less than 0.")]
    public void Given_a_price_that_is_none_When_mapped_Then_the_product_is_set_aside_and_named(string fields, string detail)
    {
        var page = Wires.Products("[{\"id_product\":1,\"name\":\"A\"," + fields + "}]");

        page.Records.ShouldBeEmpty();
        page.Rejected.ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => r.Id.ShouldBe("1"), r => r.Reason.ShouldBe("bad price"), r => r.Detail.ShouldBe(detail));
    }

    [Theory]
    [InlineData("\"price\":\"abc\",\"price_retail\":12.5")]
    [InlineData("\"price\":12.5,\"price_retail\":\"abc\"")]
    [InlineData("\"price\":12.5,\"price_retail\":99")]
    public void Given_two_prices_When_one_cannot_be_read_Then_the_other_stands(string fields) => Wires.Product(fields).Price?.Minor.ShouldBe(1250L);

    [Theory]
    [InlineData("""{"id_item":1,"id_batch":1,"item":"A","available":5,"price_retail":"abc"},{"id_item":1,"id_batch":2,"item":"A","available":3,"price_retail":18.5}""", null)]
    [InlineData("""{"id_item":1,"id_batch":1,"item":"A","available":5,"price_retail":0},{"id_item":1,"id_batch":2,"item":"A","available":3,"price_retail":"abc"}""", null)]
    [InlineData("""{"id_item":1,"id_batch":1,"item":"A","available":5,"price_retail":18.5},{"id_item":1,"id_batch":2,"item":"A","available":3,"price_retail":"abc"}""", 1850L)]
    public void Given_a_batch_whose_price_cannot_be_read_When_it_is_the_one_that_tells_the_price_Then_the_item_is_set_aside(string rows, long? price)
    {
        var page = Wires.Products($"[{rows}]");

        page.Records.Cast<Product>().Select(p => p.Price?.Minor).ShouldBe(price is null ? [] : [price]);
        page.Rejected.Count.ShouldBe(price is null ? 1 : 0);
    }

    [Fact]
    public void Given_costs_and_percentages_that_are_none_When_mapped_Then_they_are_left_out_and_that_is_counted()
    {
        var warnings = new Connectors.Alleaves.Mapping.Warnings();

        var products = Wires.Products("""
            [{"id_product":1,"name":"A","price":5,"cost":"$3","batchCost":-1,"thc":"high","cbd":-2},
             {"id_product":2,"name":"B","price":5,"cost":"abc","batchCost":"x","thc":"20 %","cbd":{"of":1}},
             {"id_product":3,"name":"C","price":5,"cost":0,"batchCost":null,"thc":0,"cbd":""},
             {"id_product":4,"name":"D","price":5,"cost":"abc","cost_of_good":2.5,"thc":21.5},
             {"id_item":5,"id_batch":1,"item":"E","price_retail":5,"thc":"high"}, {"id_item":5,"id_batch":2,"item":"E","price_retail":5}]
            """, warnings).Records.Cast<Product>().ToList();

        products.Count.ShouldBe(5);
        products.Select(p => p.Cost?.Minor).ShouldBe([null, null, null, 250L, null]);
        products.ShouldAllBe(p => p.BatchCost == null);
        products.Select(p => p.ThcPercent).ShouldBe([null, null, 0m, 21.5m, null]);
        products.ShouldAllBe(p => p.CbdPercent == null);
        warnings.Lines.ShouldBe(
            [
                "a product's cost is not a number (2 times)", "a product's batch cost is less than 0 or too large", "a product's THC is not a number (3 times)",
                "a product's CBD is less than 0", "a product's batch cost is not a number", "a product's CBD is not a number",
            ], ignoreOrder: true);
    }

    [Theory]
    [InlineData("\"thc\":null,\"strainType\":\"sativa\"", StrainType.Sativa)]
    [InlineData("\"strainType\":\"cbd\"", StrainType.Cbd)]
    [InlineData("\"strain\":\"Indica \"", StrainType.Indica)]
    [InlineData("\"strainType\":\"2\"", null)]
    public void Given_a_strain_When_mapped_Then_its_word_is_known_in_any_case_and_what_is_not_said_stays_unsaid(string fields, StrainType? expected)
    {
        var product = Wires.Product(fields);

        product.Strain.ShouldBe(expected);
        product.ThcPercent.ShouldBeNull();
    }

    [Fact]
    public void Given_batches_of_one_item_When_mapped_Then_stock_adds_up_and_the_batch_on_sale_tells_price_and_cost()
    {
        var product = (Product)Wires.Products("""
            [{"id_item":7,"id_batch":1,"item":"A","category":"Category > Flower","price_retail":10,"batch_cost_of_good":4,"on_hand":0,"available":0},
             {"id_item":7,"id_batch":2,"item":"A","category":"Category > Flower","price_retail":12,"batch_cost_of_good":5,"on_hand":"6","available":5},
             {"id_item":7,"id_batch":3,"item":"A","category":"Category > Flower","price_retail":13,"batch_cost_of_good":6,"on_hand":2,"available":2}]
            """).Records.ShouldHaveSingleItem();

        (product.Id, product.Category, product.Available, product.Quantity).ShouldBe(("7", "Flower", true, 8m));
        (product.Price!.Value.Minor, product.BatchCost!.Value.Minor).ShouldBe((1200L, 500L));
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 2, 0)]
    public void Given_batches_that_know_different_things_When_they_come_in_any_order_Then_the_lowest_on_sale_leads_and_the_others_fill_its_gaps(int first, int second, int third)
    {
        string[] rows =
        [
            """{"id_item":1,"id_batch":9,"item":"A","available":5,"price_retail":20,"cost_of_good":6,"thc":21,"strain":"Indica"}""",
            """{"id_item":1,"id_batch":10,"item":"A","available":3,"price_retail":18.5,"cost_of_good":5,"batch_cost_of_good":4,"thc":22,"cbd":1}""",
            """{"id_item":1,"id_batch":8,"item":"A","available":2,"price_retail":0,"cost_of_good":"0.00","thc":null}""",
        ];

        var product = (Product)Wires.Products($"[{rows[first]},{rows[second]},{rows[third]}]").Records.ShouldHaveSingleItem();

        (product.Price?.Minor, product.Cost?.Minor, product.BatchCost?.Minor).ShouldBe((2000L, 600L, 400L));
        (product.ThcPercent, product.CbdPercent, product.Strain).ShouldBe((21m, 1m, StrainType.Indica));
    }

    [Theory]
    [InlineData("""{"id_item":1,"item":"A","available":5,"price_retail":0},{"id_item":1,"item":"A","available":3,"price_retail":18.5}""")]
    [InlineData("""{"id_item":1,"item":"A","available":3,"price_retail":18.5},{"id_item":1,"item":"A","available":5,"price_retail":0}""")]
    public void Given_a_batch_without_a_price_When_another_has_one_Then_that_is_it(string rows) =>
        ((Product)Wires.Products($"[{rows}]").Records.ShouldHaveSingleItem()).Price?.Minor.ShouldBe(1850L);

    [Fact]
    public void Given_milligrams_When_mapped_Then_they_are_no_percentage() =>
        new Connectors.Alleaves.Mapping.ProductMapping(Currency.Of("USD"), new Connectors.Alleaves.Mapping.Warnings(), percents: false).Map(
            new Connectors.Alleaves.Wire.ProductRow { Item = "A", Thc = new(100), Cbd = new(5) }, "1").ShouldSatisfyAllConditions(
            p => p.ThcPercent.ShouldBeNull(), p => p.CbdPercent.ShouldBeNull());
}
