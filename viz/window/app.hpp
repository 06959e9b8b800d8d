#pragma once
// The viewer's window: panels around the figure of a session.

#include "viz/window/frame.hpp"
#include "viz/window/ui.hpp"

namespace concord {

class App : public Screen {
 public:
  App(Session& session, std::function<double()> clock);

  void draw() override;
  std::optional<double> next_deadline() override;
  void drop(std::vector<std::filesystem::path> files) override;
  bool takes_keys() const override { return ui_.settling == 0; }
  bool quit() override { return session_.quit; }
  std::string title() override;
  void set_content_scale(double scale) override { ui_.content_scale = scale; }
  double scale() override { return ui_.scale(); }
  void use(const Fonts& fonts) override { ui_.fonts = &fonts; }

  Ui& ui() { return ui_; }

 private:
  Session& session_;
  std::function<double()> clock_;
  Ui ui_;
};

}  // namespace concord
