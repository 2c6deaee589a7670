using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Keepone.Controller.Store.Migrations
{
    /// <inheritdoc />
    public partial class ToldHistory : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_history_Router_Id",
                table: "history");

            migrationBuilder.AddColumn<long>(
                name: "ReceivedAt",
                table: "history",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Sequence",
                table: "history",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "StartId",
                table: "history",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_history_Node_StartId_Sequence",
                table: "history",
                columns: new[] { "Node", "StartId", "Sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_history_Router_At",
                table: "history",
                columns: new[] { "Router", "At" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_history_Node_StartId_Sequence",
                table: "history");

            migrationBuilder.DropIndex(
                name: "IX_history_Router_At",
                table: "history");

            migrationBuilder.DropColumn(
                name: "ReceivedAt",
                table: "history");

            migrationBuilder.DropColumn(
                name: "Sequence",
                table: "history");

            migrationBuilder.DropColumn(
                name: "StartId",
                table: "history");

            migrationBuilder.CreateIndex(
                name: "IX_history_Router_Id",
                table: "history",
                columns: new[] { "Router", "Id" });
        }
    }
}
