using System.Globalization;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;
using Sync.Connectors.Alleaves;
using Sync.Connectors.Alleaves.Mapping;
using Sync.Connectors.Alleaves.Wire;
using Sync.Model;

namespace Sync.Alleaves.Tests;

public sealed class OrderMappingTests
{
    private const string Least = "\"id_transaction\":1,\"total\":10,\"created_at\":\"2026-11-18T21:14:05Z\"";
    private static readonly Currency Dollars = Currency.Of("USD");

    private static ConnectionSettings Words(string text) => ConnectionSettings.From(
        new AlleavesConnector().Descriptor, new Dictionary<string, string> { ["username"] = "u", ["password"] = "p", ["statusWords"] = text });

    [Fact]
    public void Given_the_references_sample_When_mapped_Then_every_field_is_there()
    {
        var order = Wires.Order("""
            "id_transaction":88412,"customer":{"email":"no-email@alleaves.local","userId":"7781"},"items":[{"id_item":5512,"item":"Sunset Gummies 100mg","quantity":2,"price":18.5,"category":"Category > Edibles"}],"total":41.81,"created_at":"2026-11-18T21:14:05.000Z","type":"in_store"
            """);

        order.Id.ShouldBe("88412");
        order.BuyerEmail.ShouldBeNull();
        order.BuyerUserId.ShouldBe("7781");
        order.CustomerId.ShouldBeNull();
        order.Total.ShouldBe(new Money(4181, Dollars));
        order.Subtotal.ShouldBe(new Money(3700, Dollars));
        order.Tax.Minor.ShouldBe(0);
        order.Unbalanced.Minor.ShouldBe(0); // its 4.81 of tax are stated nowhere: nothing that is stated contradicts the total
        order.Status.ShouldBe(OrderStatus.Completed);
        order.Type.ShouldBe(OrderType.InStore);
        order.LocationId.ShouldBe("1000");
        order.CreatedAt.ShouldBe(new DateTimeOffset(2026, 11, 18, 21, 14, 5, TimeSpan.Zero));
        order.Lines.ShouldHaveSingleItem().ShouldBe(new OrderLine("5512", "Sunset Gummies 100mg", 2, 18.5m, new Money(3700, Dollars), "Edibles"));
    }

    [Fact]
    public void Given_the_live_sample_When_mapped_Then_amounts_as_text_and_the_buyer_are_read()
    {
        var order = Wires.Order("""
            "id_order":88412,"id_customer":10231,"name_first":"Ada","name_last":"Byron","email":"","phone":"5555550100","date_created":"2026-11-18T21:14:05.000Z","status":"completed","subtotal":"37.00","tax":"4.81","discount":"0.00","total":"41.81","items":[]
            """);

        (order.Id, order.CustomerId, order.BuyerName, order.BuyerPhone, order.BuyerEmail).ShouldBe(("88412", "10231", "Ada Byron", "5555550100", null));
        (order.Subtotal.Minor, order.Tax.Minor, order.Discount.Minor, order.Total.Minor).ShouldBe((3700L, 481L, 0L, 4181L));
    }

    [Theory]
    [InlineData("completed", OrderStatus.Completed)]
    [InlineData("PAID", OrderStatus.Completed)]
    [InlineData("voided", OrderStatus.Cancelled)]
    [InlineData("partially_refunded", OrderStatus.PartiallyRefunded)]
    [InlineData("submitted", OrderStatus.Open)]
    [InlineData("beamed up", OrderStatus.Open)]
    [InlineData("", OrderStatus.Completed)]
    public void Given_a_status_When_mapped_Then_its_word_decides(string word, OrderStatus expected) =>
        Wires.Order(Least + $",\"status\":\"{word}\"").Status.ShouldBe(expected);

    [Theory]
    [InlineData("\"subtotal\":37", 481)]
    [InlineData("\"tax\":4.81", 0)]
    [InlineData("\"tax\":4", 81)]
    [InlineData("\"subtotal\":37,\"tax\":4.81", 0)]
    [InlineData("\"discount\":2", 0)]
    [InlineData("\"subtotal\":\"n/a\"", 0)]
    public void Given_parts_of_the_total_When_mapped_Then_what_the_POS_states_itself_must_add_up_to_it(string fields, long unbalanced) =>
        Wires.Order("\"id\":1,\"created_at\":\"2026-11-18\",\"total\":41.81,\"items\":[{\"quantity\":2,\"price\":18.5}]," + fields).Unbalanced.Minor.ShouldBe(unbalanced);

    [Theory]
    [InlineData("\"complete\":false,\"paid_in_full\":false", OrderStatus.Open)]
    [InlineData("\"complete\":false", OrderStatus.Open)]
    [InlineData("\"paid_in_full\":0", OrderStatus.Open)]
    [InlineData("\"complete\":true", OrderStatus.Completed)]
    [InlineData("\"complete\":null", OrderStatus.Completed)]
    public void Given_no_status_When_a_flag_says_that_it_is_not_finished_Then_it_is_open(string flags, OrderStatus expected) =>
        Wires.Order("\"id\":1,\"created_at\":\"2026-11-18\",\"total\":40," + flags).Status.ShouldBe(expected);

    [Fact]
    public void Given_words_that_the_owner_explains_When_mapped_Then_they_mean_that_and_go_before_the_usual_ones()
    {
        var statuses = Statuses.Of(Words("settled=completed, Lay_Away = open,paid=cancelled"));
        var warnings = new Warnings();

        OrderStatus Of(string word) => statuses.Of(new OrderRow { Status = word }, warnings);

        (Of("Settled"), Of("lay away"), Of("paid"), Of("voided")).ShouldBe((OrderStatus.Completed, OrderStatus.Open, OrderStatus.Cancelled, OrderStatus.Cancelled));
        warnings.Lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("settled")]
    [InlineData("settled=done")]
    [InlineData("=open")]
    public void Given_words_without_a_meaning_When_read_Then_the_setting_is_named_and_what_to_write(string text)
    {
        var refusal = Should.Throw<FixSettingsException>(() => Statuses.Of(Words(text)));

        refusal.Setting.ShouldBe("statusWords");
        refusal.OwnerMessage.ShouldContain("settled=completed");
    }

    [Fact]
    public void Given_an_unknown_status_When_it_was_paid_Then_it_counts_and_the_word_is_told()
    {
        var warnings = new Warnings();

        var page = Wires.Orders("[{" + Least + ",\"status\":\"beamed up\",\"paid_in_full\":1},{" + Least + ",\"status\":\"beamed up\",\"type\":\"drone\"}]", warnings: warnings);

        page.Records.Cast<Order>().Select(o => o.Status).ShouldBe([OrderStatus.Completed, OrderStatus.Open]);
        warnings.Lines.ShouldBe(["unknown order status 'beamed up' (2 times)", "unknown order type 'drone'"]);
    }

    [Theory]
    [InlineData("\"total\":10,\"status\":\"refunded\"", OrderStatus.Refunded, 1000)]
    [InlineData("\"total\":10,\"status\":\"partially refunded\",\"refunded\":4", OrderStatus.PartiallyRefunded, 400)]
    [InlineData("\"total\":10,\"status\":\"refunded\",\"refunded\":true", OrderStatus.Refunded, 1000)]
    [InlineData("\"total\":10,\"status\":\"completed\",\"refunded\":false", OrderStatus.Completed, 0)]
    [InlineData("\"total\":10,\"status\":\"partially refunded\",\"refunded\":\"-4\"", OrderStatus.PartiallyRefunded, 400)]
    [InlineData("\"total\":-10,\"status\":\"returned\"", OrderStatus.Completed, 0)] // The return itself is the money that went back.
    [InlineData("\"total\":-10", OrderStatus.Completed, 0)]
    [InlineData("\"total\":-10,\"status\":\"completed\",\"refunded\":10", OrderStatus.Completed, 0)]
    [InlineData("\"total\":-10,\"status\":\"partially refunded\",\"refunded\":10", OrderStatus.Completed, 0)]
    [InlineData("\"total\":-10,\"status\":\"voided\",\"refunded\":10", OrderStatus.Cancelled, 0)]
    public void Given_money_that_went_back_When_mapped_Then_it_is_counted_once(string fields, OrderStatus status, long refunded)
    {
        var order = Wires.Order("\"id\":1,\"created_at\":\"2026-11-18\"," + fields);

        order.Status.ShouldBe(status);
        order.Refunded.Minor.ShouldBe(refunded);
    }

    [Theory]
    [InlineData("\"id_transaction\":1,\"created_at\":\"2026-11-18\",\"total\":\"n/a\"", "bad total")]
    [InlineData("\"id_transaction\":1,\"created_at\":\"2026-11-18\",\"total\":1e27", "bad total")]
    [InlineData("\"id_transaction\":1,\"created_at\":\"2026-11-18\",\"total\":1e99", "bad total")]
    [InlineData("\"id_transaction\":1,\"created_at\":\"2026-11-18\",\"total\":{}", "bad total")]
    [InlineData("\"id_transaction\":1,\"total\":1", "no date")]
    [InlineData("\"id_transaction\":1,\"total\":1,\"created_at\":\"0000-00-00\"", "bad date")]
    [InlineData("\"id_transaction\":1,\"total\":1,\"created_at\":\"0001-01-01T00:00:00\"", "bad date")]
    [InlineData("\"total\":1,\"created_at\":\"2026-11-18\"", "no id")]
    [InlineData("\"id_transaction\":\" \",\"total\":1,\"created_at\":\"2026-11-18\"", "no id")]
    [InlineData("\"id_transaction\":1,\"items\":\"none\",\"created_at\":\"2026-11-18\"", "unreadable")]
    [InlineData("\"id_transaction\":1,\"items\":[{\"price\":1e20,\"quantity\":1}],\"created_at\":\"2026-11-18\"", "bad total")]
    [InlineData("\"id_transaction\":1,\"items\":[{\"price\":1e17,\"quantity\":1e17}],\"created_at\":\"2026-11-18\"", "bad amount")]
    [InlineData("\"id_transaction\":1,\"items\":[{\"price\":9e16},{\"price\":9e16}],\"created_at\":\"2026-11-18\"", "bad amount")]
    public void Given_a_record_that_makes_no_sense_When_mapped_Then_it_is_named_and_the_others_go_in(string fields, string reason)
    {
        var page = Wires.Orders("[{" + Least + "},{" + fields + "},{" + Least + "}]");

        page.Records.Count.ShouldBe(2);
        page.Rejected.ShouldHaveSingleItem().Reason.ShouldBe(reason);
    }

    [Fact]
    public void Given_a_good_total_When_its_parts_make_no_sense_Then_the_sale_is_not_lost()
    {
        var warnings = new Warnings();

        var page = Wires.Orders("[{" + Least + ",\"tax\":\"n/a\",\"items\":[{\"quantity\":\"some\",\"price\":1},{\"price\":2}]}]", warnings: warnings);

        var order = (Order)page.Records.ShouldHaveSingleItem();
        (order.Total.Minor, order.Tax.Minor, order.Lines.Count).ShouldBe((1000L, 0L, 1));
        warnings.Lines.ShouldBe(["order line left out: its quantity or price is not a number", "an order's tax is not a number"]);
    }

    [Fact]
    public void Given_no_total_When_mapped_Then_the_lines_add_up_to_it()
    {
        var order = Wires.Order("""
            "id_transaction":"007","created_at":"2026-11-18","items":[{"id_product":1,"name":"A","quantity":3,"price":"0.335"},{"price":2},null]
            """);

        order.Id.ShouldBe("007");
        order.Total.Minor.ShouldBe(101 + 200);
        order.Lines.Select(l => l.Quantity).ShouldBe([3m, 1m]);
    }

    [Theory]
    [InlineData("2026-11-18T21:14:05", "2026-11-19T05:14:05Z")]
    [InlineData("2026-11-18 21:14:05", "2026-11-19T05:14:05Z")]
    [InlineData("2026-11-18T21:14:05-05:00", "2026-11-19T02:14:05Z")]
    [InlineData("2026-11-18", "2026-11-18T08:00:00Z")]
    public void Given_a_time_When_it_has_no_offset_Then_it_is_the_shops_wall_clock(string text, string expected) =>
        Wires.Order("\"id\":1,\"total\":1,\"created_at\":\"" + text + "\"", "America/Los_Angeles").CreatedAt.ShouldBe(DateTimeOffset.Parse(expected));

    [Theory]
    [InlineData("\"customer\":{\"userId\":null},\"userId\":\"{u-7}\"", "u-7")]
    [InlineData("\"customer\":null,\"userId\":77", "77")]
    [InlineData("\"customer\":{\"userId\":\"{}\"}", null)]
    public void Given_a_user_id_When_mapped_Then_it_is_text_without_braces(string fields, string? expected) =>
        Wires.Order(Least + "," + fields).BuyerUserId.ShouldBe(expected);

    [Theory]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("null", null)]
    [InlineData("\"c-9\"", "c-9")]
    public void Given_a_customer_id_When_it_means_nobody_Then_there_is_none(string id, string? expected) =>
        Wires.Order(Least + ",\"id_customer\":" + id).CustomerId.ShouldBe(expected);

    [Theory]
    [InlineData("No-Email@Alleaves.Local", null)]
    [InlineData("  ", null)]
    [InlineData(" Ada@Example.com ", "ada@example.com")]
    public void Given_an_address_When_it_is_the_placeholder_Then_there_is_none(string address, string? expected) =>
        Wires.Order(Least + ",\"customer\":{\"email\":\"" + address + "\"}").BuyerEmail.ShouldBe(expected);

    [Theory]
    [InlineData("store", "2026-11-19T05:14:05Z")]
    [InlineData("utc", "2026-11-18T21:14:05Z")]
    public void Given_a_time_without_an_offset_When_the_setting_says_whose_it_is_Then_it_is_read_so(string times, string instant)
    {
        var given = new Dictionary<string, string> { ["username"] = "ann", ["password"] = "secret", ["times"] = times };
        using var reading = Reading.Of(given, Shops.Still(), StoreClock.Of("America/Los_Angeles"));

        WireTime.Parse("2026-11-18T21:14:05", Settings.ClockOf(reading.Context)).ShouldBe(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));
        WireTime.Parse("2026-11-18T21:14:05Z", Settings.ClockOf(reading.Context)).ShouldBe(new DateTimeOffset(2026, 11, 18, 21, 14, 5, TimeSpan.Zero));
    }
}
