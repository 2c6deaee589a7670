using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Keepone.Controller.Store.Migrations
{
    /// <inheritdoc />
    public partial class ChecksAndOrders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Check",
                table: "history",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OrderedBy",
                table: "history",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Check",
                table: "history");

            migrationBuilder.DropColumn(
                name: "OrderedBy",
                table: "history");
        }
    }
}
