using Sync.ConnectorKit;

namespace Sync.Files.Tests;

public sealed class MappingsGiven
{
    private const string Rows = "\n1,2011-01-01,5\n";

    [Theory]
    [InlineData("InvoiceNo,InvoiceDate,Total")]
    [InlineData("Order ID,order_datetime,Order total")]
    [InlineData("order_id,Created At,GRAND-TOTAL")]
    [InlineData("Receipt #,Date,amount")]
    [InlineData("Transaction ID, timestamp ,Total Price")]
    public async Task GivenCommonHeaders_WhenRead_ThenTheyAreRecognised(string header)
    {
        using var import = new Import(header + Rows);
        (await import.Orders()).ShouldHaveSingleItem().Total.Major.ShouldBe(5m);
    }

    [Fact]
    public async Task GivenAFile_WhenDescribed_ThenFieldsHeadersAndWhatIsLeftOutAreData()
    {
        using var import = new Import("src_row;InvoiceNo;Quantity;InvoiceDate;UnitPrice;Country\n");
        var mapping = await import.Mapping();
        (mapping.As, mapping.Format, mapping.Delimiter).ShouldBe(("orders", "csv", ';'));
        mapping.Columns.ShouldBe(new Dictionary<string, string>
        {
            ["orderId"] = "InvoiceNo",
            ["createdAt"] = "InvoiceDate",
            ["quantity"] = "Quantity",
            ["unitPrice"] = "UnitPrice",
        }, ignoreOrder: true);
        mapping.Unmapped.ShouldBe(["src_row", "Country"]);
    }

    [Fact]
    public async Task GivenAMappingFile_WhenRead_ThenItGoesBeforeWhatIsRecognised()
    {
        using var import = new Import("Order ID^Bon^Datum^Summe^Total\nx^007^13/01/2011^12,5^9\n")
            .WithMapping("""{"orderId":"bon","createdAt":"Datum","orderTotal":"Summe","dateFormat":"dd/MM/yyyy","delimiter":"^","decimal":","}""");
        var order = (await import.Orders()).ShouldHaveSingleItem();
        (order.Id, order.Total.Major).ShouldBe(("007", 12.5m));
        (await import.Mapping()).Unmapped.ShouldBe(["Order ID", "Total"]);
    }

    [Fact]
    public async Task GivenATotalThatIsTheLines_WhenMappedToLineTotal_ThenTheOrderIsTheirSum()
    {
        const string file = "order id,date,item,total\n1,2011-01-01,A,1\n1,2011-01-01,B,2\n";
        using var unmapped = new Import(file);
        (await unmapped.Rejected())[0].Detail.ShouldContain("lineTotal");
        using var import = new Import(file).WithMapping("""{"lineTotal":"total","orderTotal":null}""");
        (await import.Orders()).ShouldHaveSingleItem().Total.Major.ShouldBe(3m);
    }

    [Theory]
    [InlineData("not json", "map.json is not JSON (line 1, byte 2).")]
    [InlineData("{\n  \"orderId\": x", "is not JSON (line 2, byte 14).")]
    [InlineData("""{"decimal":"x"}""", "'decimal' must be '.' or ','.")]
    [InlineData("[]", "one JSON object")]
    [InlineData("""{"orderld":"Order ID"}""", "'orderld' is not a field")]
    [InlineData("""{"orderId":"Nummer"}""", "'Nummer'")]
    [InlineData("""{"orderId":7}""", "must be a text")]
    [InlineData("""{"orderId":"\ud800"}""", "half of a character")]
    [InlineData("""{"\udc00":"Order ID"}""", "half of a character")]
    [InlineData("""{"delimiter":"::"}""", "'delimiter' must be a single sign")]
    [InlineData("""{"delimiter":"x"}""", "'delimiter' must be a single sign")]
    [InlineData("""{"delimiter":"7"}""", "'delimiter' must be a single sign")]
    [InlineData("""{"delimiter":"\""}""", "'delimiter' must be a single sign")]
    [InlineData("""{"delimiter":"\n"}""", "'delimiter' must be a single sign")]
    [InlineData("""{"delimiter":""}""", "'delimiter' must be a single sign")]
    [InlineData("""{"dateFormat":"HH:mm"}""", "does not name day, month and year")]
    [InlineData("""{"dateFormat":"dd/MM/yyyy hh:mm"}""", "morning from afternoon")]
    [InlineData("""{"dateFormat":"j"}""", "no pattern of dates")]
    public async Task GivenAWrongMappingFile_WhenRead_ThenItSaysWhatIsWrong(string json, string message)
    {
        using var import = new Import("Order ID,Date,Total" + Rows).WithMapping(json);
        var refusal = await import.Refused();
        refusal.Setting.ShouldBe("map");
        refusal.OwnerMessage.ShouldContain(message);
    }

    [Fact]
    public async Task GivenNoMappingFileAtItsPath_WhenRead_ThenTheFileIsRefused()
    {
        using var import = new Import("Order ID,Date,Total" + Rows);
        import.With("map", import.PathOf("nowhere.json"));
        (await import.Refused()).Setting.ShouldBe("map");
    }

    [Theory]
    [InlineData("Order ID,Date,Total,order_id")]
    [InlineData("Order ID,Date,Total,Date")]
    public async Task GivenAMappedHeaderTwice_WhenRead_ThenTheFileIsRefused(string header)
    {
        using var import = new Import(header + "\n1,2011-01-01,5,2\n");
        (await import.Refused()).OwnerMessage.ShouldContain("stands 2 times");
    }

    [Fact]
    public async Task GivenAnUnmappedHeaderTwice_WhenRead_ThenItDoesNotMatter()
    {
        using var import = new Import("Order ID,Date,Total,note,note,\n1,2011-01-01,5,a,b,c\n");
        (await import.Orders()).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("Date,Total", "an order id")]
    [InlineData("Order ID,Total", "the time of the order")]
    [InlineData("Order ID,Date,Item", "a price or a total")]
    public async Task GivenTooFewColumns_WhenRead_ThenTheFileIsRefusedWithWhatIsMissing(string header, string missing)
    {
        using var import = new Import(header + "\n1,2,3\n");
        (await import.Refused()).OwnerMessage.ShouldContain(missing);
    }

    [Fact]
    public async Task GivenAConnection_WhenChecked_ThenTheVerdictNamesTheColumnsOrTheProblem()
    {
        using var good = new Import("Order ID,Date,Total" + Rows);
        (await good.Connector.CheckAsync(good.Context(), default)).Verdicts[0].Message.ShouldContain("orderId from 'Order ID'");
        using var bad = new Import("a,b\n1,2\n");
        var report = await bad.Connector.CheckAsync(bad.Context(), default);
        (report.Ok, report.Verdicts[0].What).ShouldBe((false, "map"));
    }

    [Fact]
    public void GivenTheDescriptor_ThenAFileIsNeverRunByTheCron()
    {
        var descriptor = new Connectors.Files.FilesConnector().Descriptor;
        (descriptor.Id, descriptor.Scheduled, descriptor.Auth).ShouldBe(("files", false, AuthKind.None));
        descriptor.Streams.Select(s => s.Stream).ShouldBe([PosStream.Customers, PosStream.Orders, PosStream.Products]);
    }
}
