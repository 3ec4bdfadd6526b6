using Sync.Model;

namespace Sync.Files.Tests;

public sealed class OrdersGiven
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n";

    [Fact]
    public async Task GivenRowsOfLines_WhenRead_ThenTheyAreGroupedIntoOrdersInTheirOrder()
    {
        using var import = new Import(Header
            + "0007,A1,Mug,2,2011-07-01 08:26:00,2.55,0017\n"
            + "0008,B2,Plate,1,2011-07-01 09:00,10,\n"
            + "0007,B2,Plate,3,2011-07-01 08:27:00,1.005,0017\n");

        var orders = await import.Orders();

        orders.Select(o => o.Id).ShouldBe(["0007", "0008"]);
        orders[0].CustomerId.ShouldBe("0017");
        orders[0].Lines.Select(l => (l.ProductId, l.Name, l.Quantity, l.UnitPrice, l.Total.Major))
            .ShouldBe([("A1", "Mug", 2m, 2.55m, 5.10m), ("B2", "Plate", 3m, 1.005m, 3.02m)]);
        orders[0].Total.ToString().ShouldBe("8.12 GBP");
        orders[0].Subtotal.ShouldBe(orders[0].Total);
        orders[0].Status.ShouldBe(OrderStatus.Completed);
        orders[0].CreatedAt.ShouldBe(new DateTimeOffset(2011, 7, 1, 7, 26, 0, TimeSpan.Zero), "the time of the first row, on the shop's wall clock");
        orders[1].CustomerId.ShouldBeNull();
    }

    [Fact]
    public async Task GivenOneRowPerOrder_WhenRead_ThenStatedAmountsHold()
    {
        using var import = new Import(
            "Order ID;Created At;Customer ID;Email;First name;Last name;Phone;Status;Location;Subtotal;Tax;Discount;Total;Refunded;Currency\n"
            + "1;2026-01-02T10:00:00+02:00;c1; Ann@Example.com ;Ann;Lee;+1 555;Partially refunded;Main;100;8.5;-5;103.50;20;gbp\n");

        var order = (await import.Orders()).ShouldHaveSingleItem();

        order.Lines.ShouldBeEmpty();
        order.CreatedAt.ShouldBe(new DateTimeOffset(2026, 1, 2, 8, 0, 0, TimeSpan.Zero));
        (order.Subtotal.Major, order.Tax.Major, order.Discount.Major, order.Total.Major, order.Refunded.Major).ShouldBe((100m, 8.5m, 5m, 103.5m, 20m));
        order.Total.Currency.Code.ShouldBe("GBP");
        (order.Status, order.LocationId, order.BuyerEmail, order.BuyerName, order.BuyerPhone)
            .ShouldBe((OrderStatus.PartiallyRefunded, "Main", "ann@example.com", "Ann Lee", "+1 555"));
    }

    [Fact]
    public async Task GivenRowsThatEachTellSomething_WhenRead_ThenTheOrderKnowsAllOfIt()
    {
        using var import = new Import(
            "order id,date,customer id,email,name,phone,sku,product,category,qty,price,line total,order total,tax\n"
            + "1,2026-01-02,c1,,,+1 555,A,Mug,Cups,0.123456789012345678901,79228162514264.33,1.10,,\n"
            + "2,2026-01-02,,bo@example.com,,,A,Mug,,1,5,5,,\n"
            + "1,,,ann@example.com,,,A,Mug,Cups,2,5,10,11.10,\n"
            + "1,,,,Ann Lee,,A,Large mug,Cups,3,5,15,,0.5\n");

        var orders = await import.Orders();

        (orders[0].CustomerId, orders[0].BuyerEmail, orders[0].BuyerName, orders[0].BuyerPhone).ShouldBe(("c1", "ann@example.com", "Ann Lee", "+1 555"));
        (orders[0].Total.Major, orders[0].Tax.Major).ShouldBe((11.10m, 0.5m));
        orders[0].Lines.Select(l => (l.Name, l.Category, l.Quantity, l.UnitPrice, l.Total.Major)).ShouldBe([
            ("Mug", "Cups", 0.123456789012345678901m, 79228162514264.33m, 1.10m), ("Mug", "Cups", 2m, 5m, 10m), ("Large mug", "Cups", 3m, 5m, 15m)]);
        (orders[1].CustomerId, orders[1].BuyerEmail, orders[1].BuyerName, orders[1].Total.Major).ShouldBe((null, "bo@example.com", null, 5m));
        orders[1].Lines.ShouldHaveSingleItem().Category.ShouldBeNull();
    }

    [Fact]
    public async Task GivenNegativeQuantities_WhenRead_ThenTheOrderIsAReturn()
    {
        using var import = new Import(Header + "C1,A1,Mug,-2,2011-01-01,2.55,1\n");
        (await import.Orders())[0].Total.Major.ShouldBe(-5.10m);
    }

    [Fact]
    public async Task GivenLineTotals_WhenRead_ThenTheyHoldOverQuantityTimesPrice()
    {
        using var import = new Import("receipt,date,sku,qty,price,line total\n1,2011-01-01,A,3,3.33,10.00\n1,2011-01-01,B,2,,5\n");
        var order = (await import.Orders())[0];
        order.Total.Major.ShouldBe(15.00m);
        order.Lines[1].UnitPrice.ShouldBe(2.5m);
    }

    [Fact]
    public async Task GivenHalfAPenny_WhenRounded_ThenAwayFromZero()
    {
        using var import = new Import(Header + "1,A,,1,2011-01-01,0.125,\n2,A,,-1,2011-01-01,0.125,\n3,A,,3,2011-01-01,0.335,\n");
        (await import.Orders()).Select(o => o.Total.Major).ShouldBe([0.13m, -0.13m, 1.01m]);
    }

    [Fact]
    public async Task GivenCurrencyWithoutDecimals_WhenRounded_ThenToWholeUnits()
    {
        using var import = new Import(Header + "1,A,,3,2011-01-01,100.5,\n").With("currency", "JPY");
        (await import.Orders())[0].Total.ToString().ShouldBe("302 JPY");
    }

    [Fact]
    public async Task GivenOrderColumnsOnlyOnTheFirstRow_WhenRead_ThenTheyHoldForTheOrder()
    {
        using var import = new Import("order,created at,customer id,total,lineitem name,lineitem quantity,lineitem price\n"
            + "#1001,2026-01-02 03:04:05 -0500,c1,25.00,Mug,1,10\n#1001,,,,Plate,2,8\n");
        var order = (await import.Orders()).ShouldHaveSingleItem();
        (order.Id, order.CustomerId, order.Total.Major, order.Lines.Count).ShouldBe(("#1001", "c1", 25m, 2));
        order.CreatedAt.ShouldBe(new DateTimeOffset(2026, 1, 2, 8, 4, 5, TimeSpan.Zero));
    }

    [Fact]
    public async Task GivenAnAmountWithoutGoods_WhenRead_ThenItIsTheTotalOfTheOrder()
    {
        using var import = new Import("receipt no,date,amount\n1,2011-01-01,12.34\n");
        var order = (await import.Orders())[0];
        order.Total.Major.ShouldBe(12.34m);
        order.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenRefundedWithoutAmount_WhenRead_ThenAllOfItWentBack()
    {
        using var import = new Import("order id,date,total,status\n1,2011-01-01,10,refunded\n2,2011-01-01,10,voided\n3,2011-01-01,10,Pending\n");
        var orders = await import.Orders();
        orders.Select(o => (o.Status, o.Refunded.Major))
            .ShouldBe([(OrderStatus.Refunded, 10m), (OrderStatus.Cancelled, 0m), (OrderStatus.Open, 0m)]);
    }

    [Theory]
    [InlineData("completed", 4, OrderStatus.PartiallyRefunded)]
    [InlineData("refunded", 4, OrderStatus.PartiallyRefunded)]
    [InlineData("partially refunded", 10, OrderStatus.Refunded)]
    [InlineData("completed", 10, OrderStatus.Refunded)]
    [InlineData("partially refunded", 0, OrderStatus.PartiallyRefunded)]
    [InlineData("voided", 10, OrderStatus.Cancelled)]
    public async Task GivenAnAmountThatWentBack_WhenRead_ThenItSaysMoreThanTheWord(string status, decimal refunded, OrderStatus expected)
    {
        using var import = new Import($"order id,date,total,refunded,status\n1,2026-01-01,10,{refunded},{status}\n");
        var order = (await import.Orders())[0];
        (order.Status, order.Refunded.Major).ShouldBe((expected, refunded));
    }

    [Theory]
    [InlineData("-4", 4, OrderStatus.PartiallyRefunded)]
    [InlineData("-10", 10, OrderStatus.Refunded)]
    [InlineData("(10)", 10, OrderStatus.Refunded)]
    [InlineData("0", 0, OrderStatus.Completed)]
    public async Task GivenAnAmountThatWentBackWithAMinus_WhenRead_ThenItIsTheSame(string stated, decimal refunded, OrderStatus expected)
    {
        using var import = new Import($"order id,date,total,refunded\n1,2026-01-01,10,{stated}\n");
        var order = (await import.Orders()).ShouldHaveSingleItem();
        (order.Status, order.Refunded.Major).ShouldBe((expected, refunded));
    }

    [Fact]
    public async Task GivenFormulaAndOtherHostileTexts_WhenRead_ThenTheyStayText()
    {
        const string names = "=cmd|' /C calc'!A0,+1+1,@SUM(A1),🍰 cake,كعكة,\u202Etxt";
        using var import = new Import(Header + string.Concat(names.Split(',').Select((n, i) => $"{i},{n},{n},1,2011-01-01,1,{n}\n")));
        (await import.Orders()).Select(o => (o.CustomerId, o.Lines[0].ProductId, o.Lines[0].Name))
            .ShouldBe(names.Split(',').Select(n => ((string?)n, n, n)));
    }

    [Theory]
    [InlineData("", OrderStatus.Completed, 0)]
    [InlineData("completed", OrderStatus.Completed, 0)]
    [InlineData("refunded", OrderStatus.Completed, 0)]
    [InlineData("cancelled", OrderStatus.Cancelled, 30)]
    public async Task GivenAReturnThatStatesItsAmountTwice_WhenRead_ThenItCountsOnce(string status, OrderStatus expected, decimal refunded)
    {
        using var import = new Import($"order id,date,total,refunded,status\n1,2026-01-01,-30,30,{status}\n");
        var order = (await import.Orders()).ShouldHaveSingleItem();
        (order.Status, order.Total.Major, order.Refunded.Major).ShouldBe((expected, -30m, refunded));
    }
}
